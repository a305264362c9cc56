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
{{- include "aigw.selectorLabelsOf" (list . "controller") }}
{{- end }}

{{- define "aigw.labels" -}}
{{- include "aigw.labelsOf" (list . "controller") }}
{{- end }}

{{/* Of a component: a list of the chart's context and its name. */}}
{{- define "aigw.selectorLabelsOf" -}}
app.kubernetes.io/name: {{ include "aigw.name" (index . 0) }}
app.kubernetes.io/instance: {{ (index . 0).Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end }}

{{- define "aigw.labelsOf" -}}
{{- with index . 0 -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 }}
{{- end }}
{{ include "aigw.selectorLabelsOf" . }}
{{- with index . 0 }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}
{{- end }}

{{- define "aigw.image" -}}
{{- printf "%s:%s" .Values.controller.image.repository (.Values.controller.image.tag | default .Chart.AppVersion) }}
{{- end }}
