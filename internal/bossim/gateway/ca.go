// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"time"
)

// Validity periods of certificates, around the time given to NewCA.
const (
	caLife   = 10 * 365 * 24 * time.Hour
	leafLife = 365 * 24 * time.Hour
	skew     = time.Hour // certificates begin this much earlier, for clocks that are slow
)

// CA is a certificate authority: a root, or an intermediate below one.
type CA struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
	above       [][]byte // the intermediates' certificates in DER, from this one up, without the root
	now         time.Time
}

// NewCA returns a root, like the platform CA of a Cray EX system. now is the time
// used to verify certificates: the real time, unless a client's TLS has a clock
// of its own.
func NewCA(now time.Time) (*CA, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := caTemplate("bossim Platform CA", now)
	certificate, err := certify(template, template, &key.PublicKey, key)
	if err != nil {
		return nil, err
	}

	return &CA{certificate: certificate, key: key, now: now}, nil
}

// Intermediate returns an authority certified by this one. What it issues is sent
// with the chain up to the root, which clients must know.
func (ca *CA) Intermediate() (*CA, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	name := fmt.Sprintf("bossim Platform CA - L%d", len(ca.above)+1)
	certificate, err := certify(caTemplate(name, ca.now), ca.certificate, &key.PublicKey, ca.key)
	if err != nil {
		return nil, err
	}

	return &CA{
		certificate: certificate, key: key, now: ca.now,
		above: append([][]byte{certificate.Raw}, ca.above...),
	}, nil
}

// PEM returns this authority's own certificate.
func (ca *CA) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: ca.certificate.Raw})
}

// Pool returns a pool with this authority's own certificate.
func (ca *CA) Pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(ca.certificate)

	return pool
}

// Server returns a certificate for a server with these names and IP addresses.
func (ca *CA) Server(hosts ...string) (tls.Certificate, error) {
	return ca.leaf(leafTemplate(x509.ExtKeyUsageServerAuth, hosts, ca.now.Add(-skew), ca.now.Add(leafLife)))
}

// Expired returns a certificate like Server's that expired a day before now.
func (ca *CA) Expired(hosts ...string) (tls.Certificate, error) {
	end := ca.now.Add(-24 * time.Hour)

	return ca.leaf(leafTemplate(x509.ExtKeyUsageServerAuth, hosts, end.Add(-leafLife), end))
}

// Client returns a certificate for a client with that name.
func (ca *CA) Client(name string) (tls.Certificate, error) {
	template := leafTemplate(x509.ExtKeyUsageClientAuth, nil, ca.now.Add(-skew), ca.now.Add(leafLife))
	template.Subject.CommonName = name

	return ca.leaf(template)
}

func (ca *CA) leaf(template *x509.Certificate) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	certificate, err := certify(template, ca.certificate, &key.PublicKey, ca.key)
	if err != nil {
		return tls.Certificate{}, err
	}

	return tls.Certificate{
		Certificate: append([][]byte{certificate.Raw}, ca.above...),
		PrivateKey:  key,
		Leaf:        certificate,
	}, nil
}

func certify(
	template, parent *x509.Certificate, public *ecdsa.PublicKey, key *ecdsa.PrivateKey,
) (*x509.Certificate, error) {
	der, err := x509.CreateCertificate(rand.Reader, template, parent, public, key)
	if err != nil {
		return nil, err
	}

	return x509.ParseCertificate(der)
}

func caTemplate(name string, now time.Time) *x509.Certificate {
	return &x509.Certificate{
		SerialNumber: serial(),
		Subject:      pkix.Name{Organization: []string{"bossim"}, CommonName: name},
		// Expired certificates, which are valid for a year, fall within it.
		NotBefore: now.Add(-2 * leafLife), NotAfter: now.Add(caLife),
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		BasicConstraintsValid: true, IsCA: true,
	}
}

func leafTemplate(usage x509.ExtKeyUsage, hosts []string, from, until time.Time) *x509.Certificate {
	template := &x509.Certificate{
		SerialNumber: serial(),
		Subject:      pkix.Name{Organization: []string{"bossim"}},
		NotBefore:    from, NotAfter: until,
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{usage},
	}
	for _, host := range hosts {
		if ip := net.ParseIP(host); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, host)
		}
	}
	if len(hosts) > 0 {
		template.Subject.CommonName = hosts[0]
	}

	return template
}

func serial() *big.Int { return new(big.Int).SetBytes(random(16)) }
