package awsstub

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

type ec2Tag struct {
	Key   string `xml:"key"`
	Value string `xml:"value"`
}

type ec2Instance struct {
	ID      string   `xml:"instanceId"`
	State   string   `xml:"instanceState>name"`
	Address string   `xml:"privateIpAddress,omitempty"`
	Tags    []ec2Tag `xml:"tagSet>item"`
}

type ec2Reservation struct {
	Owner     string        `xml:"ownerId"`
	Instances []ec2Instance `xml:"instancesSet>item"`
}

type describeInstancesResponse struct {
	XMLName      xml.Name         `xml:"http://ec2.amazonaws.com/doc/2016-11-15/ DescribeInstancesResponse"`
	Reservations []ec2Reservation `xml:"reservationSet>item"`
	Next         string           `xml:"nextToken,omitempty"`
}

func serveEC2(_ *Stub, w http.ResponseWriter, r *http.Request, asked request) {
	if r.FormValue("Action") != "DescribeInstances" {
		refuseEC2(w, http.StatusBadRequest, "InvalidAction", r.FormValue("Action"))
		return
	}
	var values []string
	for i := 1; r.FormValue(fmt.Sprintf("Filter.1.Value.%d", i)) != ""; i++ {
		values = append(values, r.FormValue(fmt.Sprintf("Filter.1.Value.%d", i)))
	}
	var matching []Instance
	for _, instance := range asked.holding.Instances {
		byTag := slices.ContainsFunc(values, func(key string) bool { _, ok := instance.Tags[key]; return ok })
		switch filter := r.FormValue("Filter.1.Name"); {
		case filter == "tag-key" && byTag, filter == "instance-id" && slices.Contains(values, instance.ID):
			matching = append(matching, instance)
		}
	}
	part, next := page(matching, r.FormValue("NextToken"))
	response := describeInstancesResponse{Next: next}
	for _, instance := range part {
		one := ec2Instance{ID: instance.ID, Address: instance.Address, State: instance.State}
		if one.State == "" {
			one.State = "running"
		}
		for key, value := range instance.Tags {
			one.Tags = append(one.Tags, ec2Tag{key, value})
		}
		response.Reservations = append(response.Reservations, ec2Reservation{Owner: asked.account, Instances: []ec2Instance{one}})
	}
	writeXML(w, http.StatusOK, response)
}

func refuseEC2(w http.ResponseWriter, status int, code, message string) {
	if code == "ThrottlingException" {
		code = "RequestLimitExceeded"
	}
	type failure struct {
		XMLName xml.Name `xml:"Response"`
		Code    string   `xml:"Errors>Error>Code"`
		Message string   `xml:"Errors>Error>Message"`
		ID      string   `xml:"RequestID"`
	}
	writeXML(w, status, failure{Code: code, Message: message, ID: "stub"})
}

type assumeRoleResponse struct {
	XMLName    xml.Name `xml:"https://sts.amazonaws.com/doc/2011-06-15/ AssumeRoleResponse"`
	Key        string   `xml:"AssumeRoleResult>Credentials>AccessKeyId"`
	Secret     string   `xml:"AssumeRoleResult>Credentials>SecretAccessKey"`
	Token      string   `xml:"AssumeRoleResult>Credentials>SessionToken"`
	Expiration string   `xml:"AssumeRoleResult>Credentials>Expiration"`
}

func serveSTS(s *Stub, w http.ResponseWriter, r *http.Request, _ request) {
	account := strings.Split(r.FormValue("RoleArn")+":::::", ":")[4]
	if r.FormValue("Action") != "AssumeRole" || s.denied[account] {
		refuseSTS(w, http.StatusForbidden, "AccessDenied", "not authorized to perform sts:AssumeRole on "+r.FormValue("RoleArn"))
		return
	}
	writeXML(w, http.StatusOK, assumeRoleResponse{
		Key: "ASIASTUB" + account, Secret: SecretKey, Token: "token-" + account,
		Expiration: time.Now().Add(time.Hour).UTC().Format(time.RFC3339),
	})
}

func refuseSTS(w http.ResponseWriter, status int, code, message string) {
	type failure struct {
		XMLName xml.Name `xml:"https://sts.amazonaws.com/doc/2011-06-15/ ErrorResponse"`
		Type    string   `xml:"Error>Type"`
		Code    string   `xml:"Error>Code"`
		Message string   `xml:"Error>Message"`
		ID      string   `xml:"RequestId"`
	}
	if code == "ThrottlingException" {
		code = "Throttling"
	}
	writeXML(w, status, failure{Type: "Sender", Code: code, Message: message, ID: "stub"})
}

func writeXML(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "text/xml;charset=UTF-8")
	w.WriteHeader(status)
	_ = xml.NewEncoder(w).Encode(v)
}
