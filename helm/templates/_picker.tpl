{{/*
Endpoint pickers for other gateways: one in each namespace that has pools, since a pool refers to a Service of its own
namespace, with a port for each of its pools there.
*/}}

{{- define "aigw.picker.fullname" -}}
{{- .Values.picker.fullnameOverride | default (printf "%s-picker" .Release.Name) | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "aigw.picker.clusterName" -}}
{{- printf "%s.%s" (include "aigw.picker.fullname" .) .Release.Namespace }}
{{- end }}

{{- define "aigw.picker.serviceAccountName" -}}
{{- if .Values.picker.serviceAccount.create -}}
{{- .Values.picker.serviceAccount.name | default (include "aigw.picker.fullname" .) }}
{{- else -}}
{{- .Values.picker.serviceAccount.name | default "default" }}
{{- end }}
{{- end }}

{{- define "aigw.picker.selectorLabels" -}}
{{- include "aigw.selectorLabelsOf" (list . "picker") }}
{{- end }}

{{- define "aigw.picker.labels" -}}
{{- include "aigw.labelsOf" (list . "picker") }}
{{- end }}

{{/* The pools of each namespace, as JSON; none where the picker is off. */}}
{{- define "aigw.picker.pools" -}}
{{- $namespaces := dict }}
{{- if .Values.picker.enabled }}
{{- $others := dict "8081" "is for /healthz and /readyz" "9003" "answers the probes" }}
{{- $taken := dict }}
{{- range .Values.picker.pools }}
{{- $port := int .port | toString }}
{{- with get $others $port }}
{{- fail (printf "\npicker.pools: port %s %s; give the pool another\n" $port .) }}
{{- end }}
{{- range list (printf "port %s of namespace %s" $port .namespace) (printf "pool %s/%s" .namespace .name) }}
{{- if hasKey $taken . }}
{{- fail (printf "\npicker.pools: %s is there twice; each pool needs a port of its own, since gateways do not say which pool they mean\n" .) }}
{{- end }}
{{- $_ := set $taken . true }}
{{- end }}
{{- $_ := set $namespaces .namespace (append (get $namespaces .namespace | default list) .) }}
{{- end }}
{{- end }}
{{- toJson $namespaces }}
{{- end }}
