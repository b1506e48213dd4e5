package collect

import (
	"net/http"
	"strings"
)

// linkRel is the target of a Link header (RFC 8288) with the given relation.
func linkRel(h http.Header, rel string) string {
	for _, line := range h.Values("Link") {
		for line != "" {
			open := strings.IndexByte(line, '<')
			shut := strings.IndexByte(line, '>')
			if open < 0 || shut < open {
				break
			}
			target := line[open+1 : shut]
			line = line[shut+1:]
			end := strings.IndexByte(line, '<') // the next link begins
			params := line
			if end >= 0 {
				params = line[:end]
			}
			for _, p := range strings.Split(params, ";") {
				k, v, _ := strings.Cut(strings.Trim(p, " \t,"), "=")
				if !strings.EqualFold(strings.TrimSpace(k), "rel") {
					continue
				}
				for _, r := range strings.Fields(strings.Trim(strings.TrimSpace(v), `"', `)) {
					if strings.EqualFold(strings.Trim(r, `"'`), rel) {
						return target
					}
				}
			}
		}
	}
	return ""
}
