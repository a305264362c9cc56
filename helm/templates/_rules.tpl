{{/*
What the controller may do, and a picker, every verb of every kind with its reason. No wildcard.
A list is followed by a watch; statuses are written by apply (patch), or whole where others write into the same list
(update).
*/}}

{{/* Kinds that belong to no namespace: a ClusterRole in every mode. */}}
{{- define "aigw.clusterRules" -}}
# which kinds are installed, and in which versions
- apiGroups: [apiextensions.k8s.io]
  resources: [customresourcedefinitions]
  verbs: [get, list, watch]
# which Gateways are ours; whether the class is accepted
- apiGroups: [gateway.networking.k8s.io]
  resources: [gatewayclasses]
  verbs: [get, list, watch]
- apiGroups: [gateway.networking.k8s.io]
  resources: [gatewayclasses/status]
  verbs: [patch]
# labels, for listeners that admit routes by namespace
- apiGroups: [""]
  resources: [namespaces]
  verbs: [get, list, watch]
{{- if .Values.infrastructure.enabled }}
# addresses, for the status of Gateways whose Service is a NodePort
- apiGroups: [""]
  resources: [nodes]
  verbs: [list]
{{- end }}
{{- end }}

{{/* In the release's own namespace. */}}
{{- define "aigw.ownRules" -}}
{{- if .Values.controller.leaderElection.enabled }}
# who writes: the Lease that the leader holds, and one for each replica, in which it tells the others what its Envoys say
# (their names are those of Pods, which no rule can know; each goes with its Pod)
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  verbs: [get, list, watch, create, update]
# that another replica leads, as an event of that Lease
- apiGroups: [""]
  resources: [events]
  verbs: [get, create, patch]
{{- end }}
{{- if .Values.controller.tls.enabled }}
# the authority by which controller and Envoys know each other, which the chart made empty; a list or watch of this name alone
- apiGroups: [""]
  resources: [secrets]
  resourceNames: [{{ include "aigw.authorityName" . }}]
  verbs: [get, list, watch, update]
{{- end }}
{{- end }}

{{/* Kinds that have a namespace: a ClusterRole, or a Role in each namespace that is watched. */}}
{{- define "aigw.namespacedRules" -}}
# what is configured
- apiGroups: [gateway.networking.k8s.io]
  resources: [gateways, httproutes, referencegrants, backendtlspolicies]
  verbs: [get, list, watch]
- apiGroups: [aigateway.envoyproxy.io]
  resources: [aigatewayroutes, aiservicebackends, backendsecuritypolicies]
  verbs: [get, list, watch]
- apiGroups: [gateway.envoyproxy.io]
  resources: [backends]
  verbs: [get, list, watch]
- apiGroups: [inference.networking.x-k8s.io]
  resources: [inferencepools, inferencemodels, inferenceobjectives, inferencemodelrewrites]
  verbs: [get, list, watch]
- apiGroups: [llm-d.ai]
  resources: [inferenceobjectives, inferencemodelrewrites]
  verbs: [get, list, watch]
- apiGroups: [inference.networking.k8s.io]
  resources: [inferencepools]
  verbs: [get, list, watch]
# where requests go
- apiGroups: [""]
  resources: [services]
  verbs: [get, list, watch]
- apiGroups: [discovery.k8s.io]
  resources: [endpointslices]
  verbs: [get, list, watch]
# what InferencePools select; watched only while there are any
- apiGroups: [""]
  resources: [pods]
  verbs: [list, watch]
# credentials of backends (BackendSecurityPolicy) and certificates of listeners: which Secrets these are is known
# only from the objects above, so they cannot be named here; of what is read only the keys apiKey, tls.crt and tls.key are kept
- apiGroups: [""]
  resources: [secrets]
  verbs: [get, list, watch]
# whom a BackendTLSPolicy trusts; only the key ca.crt is kept
- apiGroups: [""]
  resources: [configmaps]
  verbs: [get, list, watch]
# what happens to it: events; one that happens again is counted
- apiGroups: [""]
  resources: [events]
  verbs: [get, create, patch]
# the last good versions of objects whose newest ones have mistakes, for the time after a restart
- apiGroups: [apps]
  resources: [controllerrevisions]
  verbs: [list, create, delete]
# what is said about it: our own part of a status
- apiGroups: [gateway.networking.k8s.io]
  resources: [gateways/status]
  verbs: [patch]
- apiGroups: [aigateway.envoyproxy.io]
  resources: [aiservicebackends/status, backendsecuritypolicies/status]
  verbs: [patch]
- apiGroups: [inference.networking.x-k8s.io]
  resources: [inferencemodels/status]
  verbs: [patch]
- apiGroups: [inference.networking.x-k8s.io, llm-d.ai]
  resources: [inferenceobjectives/status, inferencemodelrewrites/status]
  verbs: [patch]
# what is said about it: our entries of a list that other controllers write into
- apiGroups: [gateway.networking.k8s.io]
  resources: [backendtlspolicies/status, httproutes/status]
  verbs: [update]
- apiGroups: [aigateway.envoyproxy.io]
  resources: [aigatewayroutes/status]
  verbs: [update]
- apiGroups: [inference.networking.x-k8s.io, inference.networking.k8s.io]
  resources: [inferencepools/status]
  verbs: [update]
{{- if .Values.infrastructure.enabled }}
# the Envoys of a Gateway, in its namespace, written by server-side apply (patch; create where there is none yet);
# ConfigMaps are also parameters that a Gateway or its class refers to
- apiGroups: [apps]
  resources: [deployments, daemonsets]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [""]
  resources: [serviceaccounts]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [""]
  resources: [configmaps]
  verbs: [create, patch, delete]
- apiGroups: [""]
  resources: [services]
  verbs: [create, patch, delete]
{{- if .Values.controller.tls.enabled }}
# the certificate of a Gateway's Envoys, read back to be renewed in time; its name is made of the Gateway's, which no rule can
# know, and create knows no names at all. No other Secret is written: the program writes what bears its label
- apiGroups: [""]
  resources: [secrets]
  verbs: [create, patch, delete]
{{- end }}
- apiGroups: [policy]
  resources: [poddisruptionbudgets]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [autoscaling]
  resources: [horizontalpodautoscalers]
  verbs: [get, list, watch, create, patch, delete]
{{- end }}
{{- end }}

{{/* Of a picker, in the namespace of its pools. It writes nothing. */}}
{{- define "aigw.picker.rules" -}}
# the pools
- apiGroups: [inference.networking.k8s.io]
  resources: [inferencepools]
  verbs: [list, watch]
# those of the version before; which models they serve, under which names, and whose requests may be shed
- apiGroups: [inference.networking.x-k8s.io]
  resources: [inferencepools, inferencemodels, inferenceobjectives, inferencemodelrewrites]
  verbs: [list, watch]
- apiGroups: [llm-d.ai]
  resources: [inferenceobjectives, inferencemodelrewrites]
  verbs: [list, watch]
# their endpoints
- apiGroups: [""]
  resources: [pods]
  verbs: [list, watch]
{{- end }}

{{/* Of all pickers: a ClusterRole, since definitions belong to no namespace. */}}
{{- define "aigw.picker.clusterRules" -}}
# which kinds are installed, and in which versions
- apiGroups: [apiextensions.k8s.io]
  resources: [customresourcedefinitions]
  verbs: [list, watch]
{{- end }}
