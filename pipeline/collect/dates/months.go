package dates

import (
	"strings"
	"time"
)

// months by name and by the short forms that sites print. English, German,
// French, Spanish, Italian, Dutch, Portuguese, Swedish, Norwegian, Danish,
// Finnish, Polish, Czech, Russian, Turkish, Hungarian. "listopada" is read as
// Polish (November), though it is October in Croatian; the bare "lis" is not.
var months = monthTable(
	"january jan januar jänner janvier janv enero ene gennaio gen januari janeiro stycznia styczeń sty ledna leden января янв ocak oca január tammikuuta tammikuu",
	"february feb februar februari février févr fév fevrier febrero febbraio fevereiro fev lutego luty lut února únor февраля фев şubat şub február helmikuuta helmikuu",
	"march mar märz mär mrz mars marzo maart mrt maerz março marts marca marzec března březen марта мар mart március maaliskuuta maaliskuu",
	"april apr avril avr abril abr aprile kwietnia kwiecień kwi dubna duben апреля апр nisan nis április huhtikuuta huhtikuu",
	"may mai mayo maggio mag mei maio maj maja května květen мая май mayıs május toukokuuta toukokuu",
	"june jun juni juin junio giugno giu junho czerwca czerwiec cze června červen июня июн haziran haz június kesäkuuta kesäkuu",
	"july jul juli juillet juil julio luglio lug julho lipca lipiec lip července červenec июля июл temmuz tem július heinäkuuta heinäkuu",
	"august aug août aout agosto ago augustus augusti sierpnia sierpień sie srpna srpen августа авг ağustos ağu augusztus elokuuta elokuu",
	"september sep sept septembre septiembre settembre set setembro września wrzesień wrz září сентября сен eylül eyl szeptember syyskuuta syyskuu",
	"october oct oktober okt octobre octubre ottobre ott outubro out października październik paź října říjen октября окт ekim eki október lokakuuta lokakuu",
	"november nov novembre noviembre novembro listopada listopadu ноября ноя kasım kas marraskuuta marraskuu",
	"december dec dezember dez décembre déc decembre diciembre dic dicembre dezembro desember des grudnia grudzień gru prosince prosinec декабря дек aralık ara joulukuuta joulukuu",
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
	"s": "second seconds sec secs sekunde sekunden seconde secondes segundo segundos secondi sekunder sekund sekundy секунд секунды saniye sekuntia s 秒 초",
	"m": "minute minutes min mins minuten minuto minutos minuti minuter minutter minut minuty минут минуты минуту dakika minuuttia 分 分钟 分鐘 분",
	"h": "hour hours hr hrs stunde stunden heure heures hora horas ora ore uur timmar timme timer time godzin godziny godzinę hodin часов часа час saat tuntia h 時間 小时 小時 시간",
	"d": "day days tag tage tagen jour jours día días dia dias giorni giorno dag dagen dagar dager dage dni dzień dny день дня дней gün päivää d 日 天 일",
	"w": "week weeks wk wks woche wochen semaine semaines semana semanas weken settimane settimana veckor vecka uger uge uker uke tygodnie tygodni tydzień týdny недели недель неделю hafta viikkoa w 週間 周 週 주",
	"M": "month months monat monate monaten mois mes meses maanden maand mesi mese mês månader månad måneder måned miesięcy miesiące miesiąc měsíci месяцев месяца месяц ay kuukautta mo か月 ヶ月 カ月 个月 個月 개월",
	"y": "year years yr yrs jahr jahre jahren an ans année années año años ano anos jaar anni anno år lat lata rok lety лет года год yıl vuotta y 年 년",
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

// counts are the small numbers as words.
var counts = map[string]int{
	"a": 1, "an": 1, "one": 1, "ein": 1, "eine": 1, "einem": 1, "einer": 1, "einen": 1, "un": 1, "une": 1, "una": 1, "uno": 1, "um": 1, "uma": 1,
	"een": 1, "één": 1, "en": 1, "ett": 1, "et": 1, "last": 1, "jeden": 1, "bir": 1,
	"two": 2, "zwei": 2, "deux": 2, "dos": 2, "due": 2, "twee": 2, "dois": 2, "duas": 2, "två": 2, "to": 2, "dwa": 2,
	"three": 3, "drei": 3, "trois": 3, "tres": 3, "tre": 3, "drie": 3, "três": 3, "trzy": 3,
	"four": 4, "vier": 4, "quatre": 4, "cuatro": 4, "five": 5, "fünf": 5, "cinq": 5, "cinco": 5, "six": 6, "sechs": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
}
