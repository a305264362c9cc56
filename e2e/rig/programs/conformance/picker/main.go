// picker is the inference extension's own lightweight picker, held to the order and the form that Envoy asks for when both
// bodies stream through it. Version 1.6.0 answers chunks of a body before the headers, and without the chunk, which costs
// every request that has a body a 500, in any gateway on Envoy; 1.6.1 has that mended (its pull requests 3028 and 3033).
package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"flag"
	"fmt"
	"math/big"
	"net"
	"os"
	"time"

	extproc "github.com/envoyproxy/go-control-plane/envoy/service/ext_proc/v3"
	"github.com/spf13/pflag"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"
	"sigs.k8s.io/controller-runtime/pkg/manager"
	metrics "sigs.k8s.io/controller-runtime/pkg/metrics/server"

	"sigs.k8s.io/gateway-api-inference-extension/pkg/common"
	"sigs.k8s.io/gateway-api-inference-extension/pkg/lwepp/datastore"
	"sigs.k8s.io/gateway-api-inference-extension/pkg/lwepp/handlers"
	"sigs.k8s.io/gateway-api-inference-extension/pkg/lwepp/server"
)

func main() {
	var logging zap.Options
	logging.BindFlags(flag.CommandLine)
	pflag.CommandLine.AddGoFlagSet(flag.CommandLine)
	options := server.NewOptions()
	options.AddFlags(pflag.CommandLine)
	pflag.Parse()
	ctrl.SetLogger(zap.New(zap.UseFlagOptions(&logging)))
	if err := run(ctrl.SetupSignalHandler(), options); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, options *server.Options) error {
	config, err := ctrl.GetConfig()
	if err != nil {
		return err
	}
	pool := common.GKNN{
		NamespacedName: types.NamespacedName{Namespace: options.PoolNamespace, Name: options.PoolName},
		GroupKind:      schema.GroupKind{Group: options.PoolGroup, Kind: "InferencePool"},
	}
	all, err := server.NewDefaultManager(server.NewControllerConfig(true), pool, config, metrics.Options{BindAddress: "0"})
	if err != nil {
		return err
	}
	endpoints := datastore.NewDatastore(ctx)
	runner := &server.ExtProcServerRunner{
		GrpcPort:       options.GRPCPort,
		GrpcHealthPort: options.GRPCHealthPort,
		GKNN:           pool,
		Datastore:      endpoints,
	}
	if err := runner.SetupWithManager(all); err != nil {
		return err
	}
	if err := all.Add(runner.HealthServerRunnable(ctrl.Log)); err != nil {
		return err
	}
	picks := picker{lightweight: handlers.NewStreamingServer(endpoints), port: options.GRPCPort}
	if err := all.Add(manager.RunnableFunc(picks.serve)); err != nil {
		return err
	}
	return all.Start(ctx)
}

// picker is the lightweight one behind a stream that is in order.
type picker struct {
	extproc.UnimplementedExternalProcessorServer
	lightweight *handlers.StreamingServer
	port        int
}

func (p picker) serve(ctx context.Context) error {
	certificate, err := selfSigned()
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", fmt.Sprintf(":%d", p.port))
	if err != nil {
		return err
	}
	srv := grpc.NewServer(grpc.Creds(credentials.NewServerTLSFromCert(&certificate)))
	extproc.RegisterExternalProcessorServer(srv, p)
	context.AfterFunc(ctx, srv.GracefulStop)
	return srv.Serve(listener)
}

func selfSigned() (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().AddDate(1, 0, 0)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, err
}

func (p picker) Process(stream extproc.ExternalProcessor_ProcessServer) error {
	return p.lightweight.Process(&inOrder{ExternalProcessor_ProcessServer: stream})
}

// inOrder gives Envoy the answers of one conversation: those to chunks of a body after those to the headers before them,
// each with its chunk.
type inOrder struct {
	extproc.ExternalProcessor_ProcessServer
	awaitsHeaders       bool // an answer to the request's headers is still to come
	held                []*extproc.ProcessingResponse
	requests, responses []*extproc.HttpBody // not answered yet
}

func (s *inOrder) Recv() (*extproc.ProcessingRequest, error) {
	message, err := s.ExternalProcessor_ProcessServer.Recv()
	switch of := message.GetRequest().(type) {
	case *extproc.ProcessingRequest_RequestHeaders:
		s.awaitsHeaders = true
	case *extproc.ProcessingRequest_RequestBody:
		s.requests = append(s.requests, of.RequestBody)
	case *extproc.ProcessingRequest_ResponseBody:
		s.responses = append(s.responses, of.ResponseBody)
	}
	return message, err
}

func (s *inOrder) Send(message *extproc.ProcessingResponse) error {
	switch of := message.GetResponse().(type) {
	case *extproc.ProcessingResponse_RequestHeaders:
		s.awaitsHeaders = false
	case *extproc.ProcessingResponse_RequestBody:
		of.RequestBody.Response = withChunk(s.requests[0])
		s.requests = s.requests[1:]
	case *extproc.ProcessingResponse_ResponseBody:
		of.ResponseBody.Response = withChunk(s.responses[0])
		s.responses = s.responses[1:]
	}
	s.held = append(s.held, message)
	if s.awaitsHeaders {
		return nil
	}
	// what answers the headers came last, and goes first
	if _, headers := message.GetResponse().(*extproc.ProcessingResponse_RequestHeaders); headers {
		s.held = append([]*extproc.ProcessingResponse{message}, s.held[:len(s.held)-1]...)
	}
	for ; len(s.held) > 0; s.held = s.held[1:] {
		if err := s.ExternalProcessor_ProcessServer.Send(s.held[0]); err != nil {
			return err
		}
	}
	return nil
}

func withChunk(chunk *extproc.HttpBody) *extproc.CommonResponse {
	return &extproc.CommonResponse{BodyMutation: &extproc.BodyMutation{Mutation: &extproc.BodyMutation_StreamedResponse{
		StreamedResponse: &extproc.StreamedBodyResponse{Body: chunk.GetBody(), EndOfStream: chunk.GetEndOfStream()},
	}}}
}
