{{/* What things are called. */}}

{{- define "aigw.name" -}}
{{- .Values.controller.nameOverride | default .Chart.Name | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "aigw.fullname" -}}
{{- .Values.controller.fullnameOverride | default (printf "%s-controller" .Release.Name) | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* What belongs to no namespace carries the release's, so that two releases do not share it. */}}
{{- define "aigw.clusterName" -}}
{{- printf "%s.%s" (include "aigw.fullname" .) .Release.Namespace }}
{{- end }}

{{/* The Secret of who signs the certificates of controller and Envoys. */}}
{{- define "aigw.authorityName" -}}
{{- printf "%s-authority" (include "aigw.fullname" . | trunc 53 | trimSuffix "-") }}
{{- end }}

{{- define "aigw.serviceAccountName" -}}
{{- if .Values.controller.serviceAccount.create -}}
{{- .Values.controller.serviceAccount.name | default (include "aigw.fullname" .) }}
{{- else -}}
{{- .Values.controller.serviceAccount.name | default "default" }}
{{- end }}
{{- end }}

{{- define "aigw.selectorLabels" -}}
app.kubernetes.io/name: {{ include "aigw.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: controller
{{- end }}

{{- define "aigw.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 }}
{{ include "aigw.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "aigw.image" -}}
{{- printf "%s:%s" .Values.controller.image.repository (.Values.controller.image.tag | default .Chart.AppVersion) }}
{{- end }}
