package probe

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"
)

// blackbox_exporter's words for when the certificate ends that ends first.
const (
	earliestExpiry     = "probe_ssl_earliest_cert_expiry"
	earliestExpiryHelp = "Returns last SSL chain expiry in unixtime"
)

// tlsMetrics tells what a connection was protected by and until when its certificates hold.
func (r *report) tlsMetrics(state *tls.ConnectionState) {
	r.gauge(earliestExpiry, earliestExpiryHelp).Set(float64(r.certificates(state).Unix()))
	r.gauges("probe_tls_version_info", "Returns the TLS version used or NaN when unknown", "version").
		WithLabelValues(strings.Replace(tls.VersionName(state.Version), "TLS v", "TLS ", 1)).Set(1)
	r.gauges("probe_tls_cipher_info", "Returns the TLS cipher negotiated during handshake", "cipher").
		WithLabelValues(tls.CipherSuiteName(state.CipherSuite)).Set(1)
	r.chainMetrics(state)
}

// refusedCertificate tells when a certificate ended that was refused for having ended. There is no connection to tell of, but
// an alert that the end is near must not fall silent when it has come.
func (r *report) refusedCertificate(err error) {
	refused, ok := errors.AsType[*tls.CertificateVerificationError](err)
	if !ok || len(refused.UnverifiedCertificates) == 0 {
		return
	}
	if invalid, ok := errors.AsType[x509.CertificateInvalidError](refused.Err); !ok || invalid.Reason != x509.Expired {
		return
	}
	r.expiry = firstExpiry(refused.UnverifiedCertificates).NotAfter
	r.gauge(earliestExpiry, earliestExpiryHelp).Set(float64(r.expiry.Unix()))
}

// chainMetrics are about the chains that led to a trusted authority, and the leaf they began with.
func (r *report) chainMetrics(state *tls.ConnectionState) {
	r.gauge("probe_ssl_last_chain_expiry_timestamp_seconds", "Returns last SSL chain expiry in timestamp").Set(float64(lastChainExpiry(state).Unix()))
	if len(state.PeerCertificates) == 0 {
		return
	}
	leaf := state.PeerCertificates[0]
	fingerprint := sha256.Sum256(leaf.Raw)
	r.gauges("probe_ssl_last_chain_info", "Contains SSL leaf certificate information",
		"fingerprint_sha256", "subject", "issuer", "subjectalternative", "serialnumber").
		WithLabelValues(hex.EncodeToString(fingerprint[:]), leaf.Subject.String(), leaf.Issuer.String(),
			strings.Join(leaf.DNSNames, ","), fmt.Sprintf("%x", leaf.SerialNumber)).Set(1)
}

// certificates notes the certificate that ends first, and returns when.
func (r *report) certificates(state *tls.ConnectionState) time.Time {
	first := firstExpiry(state.PeerCertificates)
	if first == nil {
		return time.Time{}
	}
	r.expiry = first.NotAfter
	r.step("%s with a certificate for %s, valid until %s", tls.VersionName(state.Version), leafName(state.PeerCertificates[0]), first.NotAfter.UTC().Format(time.RFC3339))
	return first.NotAfter
}

func leafName(leaf *x509.Certificate) string {
	if len(leaf.DNSNames) > 0 {
		return leaf.DNSNames[0]
	}
	return leaf.Subject.String()
}

func firstExpiry(chain []*x509.Certificate) *x509.Certificate {
	var first *x509.Certificate
	for _, c := range chain {
		if first == nil || c.NotAfter.Before(first.NotAfter) {
			first = c
		}
	}
	return first
}

// lastChainExpiry is when the last trusted chain breaks: each breaks with its first certificate. Without any trusted chain
// it is the zero time, which is what blackbox_exporter says too.
func lastChainExpiry(state *tls.ConnectionState) time.Time {
	var last time.Time
	for _, chain := range state.VerifiedChains {
		if first := firstExpiry(chain); first != nil && first.NotAfter.After(last) {
			last = first.NotAfter
		}
	}
	return last
}
