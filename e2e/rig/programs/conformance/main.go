// conformance runs the Gateway API Inference Extension's own suite against the cluster of $KUBECONFIG. It takes the
// flags of the suite, and those of Go's tests.
package main

import (
	"regexp"
	"testing"

	"sigs.k8s.io/gateway-api-inference-extension/conformance"
)

func main() {
	tests := []testing.InternalTest{{Name: "InferenceConformance", F: conformance.RunConformance}}
	testing.Main(func(pattern, name string) (bool, error) { return regexp.MatchString(pattern, name) }, tests, nil, nil)
}
