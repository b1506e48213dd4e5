package dates

import (
	"strings"
	"time"
)

// months by name in English, German, French, Spanish, Italian and Dutch.
var months = monthTable(
	"january jan januar jänner janvier janv enero ene gennaio gen januari",
	"february feb februar février févr fév fevrier febrero febbraio februari",
	"march mar märz mär mrz mars marzo maart mrt maerz",
	"april apr avril avr abril abr aprile",
	"may mai mayo maggio mag mei",
	"june jun juni juin junio giugno giu",
	"july jul juli juillet juil julio luglio lug",
	"august aug août aout agosto ago augustus",
	"september sep sept septembre septiembre settembre set",
	"october oct oktober okt octobre octubre ottobre ott",
	"november nov novembre noviembre",
	"december dec dezember dez décembre déc decembre diciembre dic dicembre",
)

func monthTable(names ...string) map[string]time.Month {
	table := make(map[string]time.Month, 90)
	for i, line := range names {
		for _, n := range strings.Fields(line) {
			table[n] = time.Month(i + 1)
		}
	}
	return table
}

// units of relative dates, in the same languages. A month has no fixed length
// and counts by the calendar.
var units = unitTable(map[string]string{
	"s": "second seconds sec secs sekunde sekunden seconde secondes segundo segundos s",
	"m": "minute minutes min mins minuten minuto minutos",
	"h": "hour hours hr hrs stunde stunden heure heures hora horas h",
	"d": "day days tag tage tagen jour jours día días dia dias giorni giorno dag dagen d",
	"w": "week weeks wk woche wochen semaine semaines semana semanas weken settimane w",
	"M": "month months monat monate monaten mois mes meses maanden maand mesi mese mo",
	"y": "year years yr yrs jahr jahre jahren an ans année années año años jaar anni anno y",
})

func unitTable(m map[string]string) map[string]string {
	table := make(map[string]string, 90)
	for unit, names := range m {
		for _, n := range strings.Fields(names) {
			table[n] = unit
		}
	}
	return table
}

// counts are the words for one.
var counts = map[string]int{
	"a": 1, "an": 1, "one": 1, "ein": 1, "eine": 1, "einem": 1, "einer": 1, "un": 1, "une": 1, "una": 1,
	"two": 2, "three": 3, "zwei": 2, "drei": 3, "een": 1, "last": 1,
}
