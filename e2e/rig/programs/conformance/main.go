// conformance runs others' suites against the cluster of $KUBECONFIG: the Gateway API Inference Extension's as the test
// InferenceConformance, Gateway API's as GatewayConformance. It takes the flags of the suites, and those of Go's tests.
package main

import (
	"regexp"
	"testing"

	inference "sigs.k8s.io/gateway-api-inference-extension/conformance"
	gateway "sigs.k8s.io/gateway-api/conformance"
)

func main() {
	tests := []testing.InternalTest{
		{Name: "InferenceConformance", F: inference.RunConformance},
		{Name: "GatewayConformance", F: func(t *testing.T) { gateway.RunConformance(t) }},
	}
	testing.Main(func(pattern, name string) (bool, error) { return regexp.MatchString(pattern, name) }, tests, nil, nil)
}
