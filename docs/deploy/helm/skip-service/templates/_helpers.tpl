{{- define "skip-service.name" -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" }}
{{- end }}

{{- define "skip-service.selector" -}}
app.kubernetes.io/name: skip-service
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "skip-service.labels" -}}
{{ include "skip-service.selector" . }}
app.kubernetes.io/version: {{ .Values.image.tag | default .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}
