package dates

import (
	"strings"
	"time"
)

var dayWords = map[string]int{
	"today": 0, "heute": 0, "aujourd'hui": 0, "aujourd’hui": 0, "hoy": 0, "just now": 0, "now": 0, "gerade eben": 0, "oggi": 0, "vandaag": 0,
	"hoje": 0, "idag": 0, "i dag": 0, "dzisiaj": 0, "dziś": 0, "dnes": 0, "сегодня": 0, "bugün": 0, "tänään": 0, "今日": 0, "今天": 0, "오늘": 0,
	"yesterday": 1, "gestern": 1, "hier": 1, "ayer": 1, "ieri": 1, "gisteren": 1, "ontem": 1, "igår": 1, "i går": 1, "wczoraj": 1, "včera": 1,
	"вчера": 1, "dün": 1, "eilen": 1, "昨日": 1, "昨天": 1, "어제": 1,
	"vorgestern": 2, "avant-hier": 2, "anteayer": 2, "l'altro ieri": 2, "eergisteren": 2, "anteontem": 2, "i förrgår": 2, "przedwczoraj": 2,
}

// relative counts back from the time of the fetch. Units of a day and longer
// give midnight, in the zone of Now: the site has rounded the hour away.
func (r Reader) relative(s string) (time.Time, bool) {
	if r.Now.IsZero() {
		return time.Time{}, false
	}
	midnight := time.Date(r.Now.Year(), r.Now.Month(), r.Now.Day(), 0, 0, 0, 0, r.Now.Location())
	low := strings.ToLower(s)
	for _, lead := range []string{"", "reviewed ", "posted ", "edited ", "written ", "updated ", "am ", "le "} {
		if back, ok := dayWords[strings.TrimPrefix(low, lead)]; ok {
			return midnight.AddDate(0, 0, -back), true
		}
	}
	m := relativeForm.FindStringSubmatch(low)
	if m == nil {
		return time.Time{}, false
	}
	count, unit := m[1]+m[3]+m[5]+m[7], units[m[2]+m[4]+m[6]+m[8]]
	n, word := counts[count]
	if !word {
		n = atoi(count)
	}
	if n == 0 && count != "0" || unit == "" {
		return time.Time{}, false
	}
	switch unit {
	case "s":
		return r.Now.Add(-time.Duration(n) * time.Second), true
	case "m":
		return r.Now.Add(-time.Duration(n) * time.Minute), true
	case "h":
		return r.Now.Add(-time.Duration(n) * time.Hour), true
	case "d":
		return midnight.AddDate(0, 0, -n), true
	case "w":
		return midnight.AddDate(0, 0, -7*n), true
	case "M":
		return midnight.AddDate(0, -n, 0), true
	}
	return midnight.AddDate(-n, 0, 0), true
}
