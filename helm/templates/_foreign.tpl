{{/*
Values of the chart of Envoy AI Gateway that have nothing to act on here. A value that is silently without effect would be
a promise that is not kept, so each is refused with its reason.
*/}}
{{- define "aigw.refuseForeignValues" -}}
{{- $reasons := dict
  "extProc" "there is no external processor to configure: remove it"
  "endpointConfig" "endpoints have OpenAI's paths, without a prefix: remove it"
  "envoyGateway" "Envoy Gateway is not needed beside this controller: remove it"
  "controller.mutatingWebhook" "there is no webhook, and no certificate to renew for one: remove it"
  "controller.mcp" "MCP routes are not served: remove it"
  "controller.podEnv" "use controller.extraEnvVars, a list of name and value"
  "controller.volumes" "nothing is mounted but the service account's token: remove it"
  "controller.hostNetwork" "the controller needs no network of the node: remove it"
  "controller.maxRecvMsgSize" "messages between controller and Envoy have no limit to raise: remove it"
  "controller.logFormat" "there is one format, a line with key=value pairs: remove it"
  "controller.quotaRateLimitServiceAddr" "QuotaPolicy is not served: remove it"
  "controller.quotaRateLimitTimeout" "QuotaPolicy is not served: remove it"
  "controller.quotaRateLimitFailureModeDeny" "QuotaPolicy is not served: remove it"
  "controller.requestHeaderAttributes" "headers do not become attributes of telemetry: remove it"
  "controller.spanRequestHeaderAttributes" "headers do not become attributes of telemetry: remove it"
  "controller.metricsRequestHeaderAttributes" "headers do not become attributes of telemetry: remove it"
  "controller.logRequestHeaderAttributes" "headers do not become attributes of telemetry: remove it"
  "controller.watch.cacheSyncTimeout" "the controller waits for the API server for as long as it takes; /readyz says what for: remove it"
  "controller.service.ports" "use controller.service.xdsPort and controller.service.metricsPort"
}}
{{- $found := list }}
{{- range $path, $reason := $reasons }}
{{- $value := $.Values }}
{{- range splitList "." $path }}
{{- $value = ternary (get $value .) "" (and (kindIs "map" $value) (hasKey $value .)) }}
{{- end }}
{{- if not (or (kindIs "string" $value | and (eq (toString $value) "")) (kindIs "invalid" $value)) }}
{{- $found = append $found (printf "  %s: %s" $path $reason) }}
{{- end }}
{{- end }}
{{- if $found }}
{{- fail (printf "\nThese values of Envoy AI Gateway's chart have no effect here:\n%s\n" (join "\n" $found)) }}
{{- end }}
{{- end }}
