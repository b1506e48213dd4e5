package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// bareServer hands on a server's pages without their policy, many to a page,
// each in a frame. The frames are hidden, which spares their layout: scripts,
// handlers and requests come all the same.
type bareServer struct {
	url string

	mu    sync.Mutex
	lists [][]string
}

var policyMeta = regexp.MustCompile(`<meta http-equiv="Content-Security-Policy"[^>]*>`)

func openBare(t *testing.T, upstream string) *bareServer {
	t.Helper()
	to, err := url.Parse(upstream)
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(to)
			r.Out.Host = to.Host
			r.Out.Header.Del("Accept-Encoding")
		},
		ModifyResponse: func(r *http.Response) error {
			for _, h := range []string{"Content-Security-Policy", "X-Frame-Options", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "X-Content-Type-Options"} {
				r.Header.Del(h)
			}
			b, err := io.ReadAll(r.Body)
			if err != nil {
				return err
			}
			b = policyMeta.ReplaceAll(b, nil)
			r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(b)), int64(len(b))
			r.Header.Set("Content-Length", strconv.Itoa(len(b)))
			return nil
		},
		ErrorHandler: func(http.ResponseWriter, *http.Request, error) {}, // a page that Chromium left before its end
	}
	s := &bareServer{}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, err := strconv.Atoi(strings.TrimPrefix(r.URL.Path, "/__batch/"))
		if err != nil {
			proxy.ServeHTTP(w, r)
			return
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, "<!DOCTYPE html><title>pages</title>")
		for _, path := range s.lists[n] {
			fmt.Fprintf(w, "<iframe class=page hidden src=\"/%s\"></iframe>", strings.ReplaceAll(strings.ReplaceAll(path, "&", "&amp;"), `"`, "&quot;"))
		}
	}))
	t.Cleanup(srv.Close)
	s.url = srv.URL
	return s
}

func (s *bareServer) batch(paths []string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lists = append(s.lists, paths)
	return fmt.Sprintf("%s/__batch/%d", s.url, len(s.lists)-1)
}
