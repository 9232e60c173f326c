// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim/gateway"
)

// access is how clients reach the simulator: what is in front of it, and the
// files for the user.
type access struct {
	handler http.Handler
	tls     *tls.Config      // nil = HTTP
	gateway *gateway.Gateway // nil = no gateway
	url     string
	dir     string // "" = there are no files
	own     bool   // dir is temporary, and removed at the end
	files   gateway.Files
}

func openAccess(s settings, sim http.Handler, address net.Addr) (*access, error) {
	a := &access{handler: sim, url: "http://" + address.String(), dir: s.dir}
	if !s.tls && !s.auth {
		return a, nil
	}
	if err := a.makeFolder(); err != nil {
		return nil, err
	}
	for _, step := range []struct {
		wanted bool
		do     func() error
	}{
		{s.tls, func() error { return a.secure(address) }},
		{s.auth, func() error { return a.guard(s.tokenLife) }},
	} {
		if !step.wanted {
			continue
		}
		if err := step.do(); err != nil {
			a.remove()

			return nil, err
		}
	}

	return a, nil
}

func (a *access) makeFolder() (err error) {
	if a.dir == "" {
		a.own = true
		a.dir, err = os.MkdirTemp("", "bossim-")

		return err
	}
	if a.dir, err = filepath.Abs(a.dir); err != nil {
		return err
	}

	return os.MkdirAll(a.dir, 0o700)
}

// remove removes the temporary folder.
func (a *access) remove() {
	if a.own {
		_ = os.RemoveAll(a.dir)
	}
}

// secure creates an authority and a certificate for all names of this machine.
func (a *access) secure(address net.Addr) error {
	ca, err := gateway.NewCA(time.Now())
	if err != nil {
		return err
	}
	hosts := []string{"localhost", "127.0.0.1", "::1"}
	if tcp, isTCP := address.(*net.TCPAddr); isTCP && !tcp.IP.IsUnspecified() {
		hosts = append(hosts, tcp.IP.String())
	}
	if name, err := os.Hostname(); err == nil {
		hosts = append(hosts, name)
	}
	certificate, err := ca.Server(hosts...)
	if err != nil {
		return err
	}
	a.tls = gateway.TLSConfig(certificate, tls.VerifyClientCertIfGiven, ca)
	a.url = "https://" + address.String()
	a.files, err = ca.WriteFiles(a.dir)

	return err
}

// guard puts the gateway in front. Its clock is real time: the tokens' users
// expect that, however fast the simulated system runs.
func (a *access) guard(tokenLife time.Duration) error {
	front, err := gateway.New(gateway.Config{BOS: a.handler, TokenLife: tokenLife})
	if err != nil {
		return err
	}
	a.gateway, a.handler = front, front
	token, err := front.Issue("alice")
	if err != nil {
		return err
	}
	if err := os.WriteFile(a.tokenFile(), []byte(token.AccessToken+"\n"), 0o600); err != nil {
		return err
	}
	for user, tenant := range map[string]string{"alice": "", "tina": tenant} {
		token, err := front.Issue(user)
		if err != nil {
			return err
		}
		login := gateway.CrayFiles{Hostname: a.url, Tenant: tenant, Username: user, Token: token}
		if err := login.Write(a.crayFolder(user)); err != nil {
			return fmt.Errorf("the Cray CLI's files of %s: %w", user, err)
		}
	}

	return nil
}

// tokenFile returns the path of a file with a token of alice's.
func (a *access) tokenFile() string { return filepath.Join(a.dir, "token") }

// crayFolder returns the value of CRAY_CONFIG_DIR for the user.
func (a *access) crayFolder(user string) string { return filepath.Join(a.dir, "cray-"+user) }
