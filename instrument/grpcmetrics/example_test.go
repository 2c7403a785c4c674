package grpcmetrics_test

import (
	"fmt"

	"google.golang.org/grpc"

	"github.com/lookout-monitor/lookout/instrument"
	"github.com/lookout-monitor/lookout/instrument/grpcmetrics"
)

func Example() {
	service, err := instrument.New(instrument.Config{Name: "shop-payments"})
	if err != nil {
		fmt.Println(err)
		return
	}
	metrics, err := grpcmetrics.New(service.Registry())
	if err != nil {
		fmt.Println(err)
		return
	}
	server := grpc.NewServer(grpc.ChainUnaryInterceptor(metrics.Unary), grpc.ChainStreamInterceptor(metrics.Stream))
	server.Stop()
}
