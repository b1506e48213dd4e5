package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"testing"
)

// TestSite: every page of every host holds its reviews once, in the data and in
// the markup; what is no page is not found.
func TestSite(t *testing.T) {
	s, err := startSite(2 * siteHosts)
	if err != nil {
		t.Skip(err) // not every system answers on all of 127.0.0.0/8
	}
	defer s.close()
	block := regexp.MustCompile(`(?s)<script type="application/ld\+json">(.*?)</script>`)
	ids := map[string]bool{}
	for _, h := range s.hosts {
		for _, page := range []string{"1", "2"} {
			body := get(t, h+"/reviews?page="+page, http.StatusOK)
			var data struct {
				Review []struct {
					ID string `json:"@id"`
				}
			}
			if err := json.Unmarshal(block.FindSubmatch(body)[1], &data); err != nil {
				t.Fatal(err)
			}
			for _, r := range data.Review {
				ids[r.ID] = true
			}
			if n := bytes.Count(body, []byte(`<article class="review"`)); n != siteReviews || len(data.Review) != n {
				t.Errorf("%d reviews in the markup, %d in the data", n, len(data.Review))
			}
		}
		for _, none := range []string{"/reviews?page=0", "/reviews?page=3", "/robots.txt", "/reviews"} {
			get(t, h+none, http.StatusNotFound)
		}
	}
	if len(ids) != 2*siteHosts*siteReviews {
		t.Errorf("%d reviews, want %d", len(ids), 2*siteHosts*siteReviews)
	}
}

func get(t *testing.T, url string, want int) []byte {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != want {
		t.Fatalf("%s answered %d, %v", url, resp.StatusCode, err)
	}
	return b
}
