package ratings

import "testing"

func TestParse(t *testing.T) {
	for _, c := range []struct {
		raw, best, worst string
		want             float64 // 0 is unknown
	}{
		{"5", "", "", 5}, {"1", "", "", 1}, {"4.5", "", "", 4.5}, {"4,8", "", "", 4.8}, {" 3 ", "5", "1", 3}, {"4.0", "5", "1", 4},
		{"5.0 out of 5 stars", "", "", 5}, {"3.0 out of 5 stars", "", "", 3}, {"rating of 4 stars out of 5", "", "", 4},
		{"Rated 4.5 out of 5", "", "", 4.5}, {"4,5 von 5 Sternen", "", "", 4.5}, {"4 sur 5", "", "", 4}, {"4/5", "", "", 4},
		{"4 of 5", "", "", 4}, {"4 stars", "", "", 4}, {"1 star", "", "", 1}, {"Five Stars", "", "", 5}, {"4 Sterne", "", "", 4},
		{"87", "100", "0", 4.48}, {"87", "100", "", 4.48}, {"87/100", "", "", 4.48}, {"87%", "", "", 4.48}, {"0%", "", "", 1}, {"100 %", "", "", 5},
		{"8/10", "", "", 4.1111}, {"10", "10", "", 5}, {"1", "10", "1", 1}, {"5", "10", "0", 3}, {"0", "10", "0", 1}, {"2", "5", "0", 2.6},
		{"★★★★☆", "", "", 4}, {"⭐⭐⭐", "", "", 3}, {"★★★★★", "", "", 5}, {"★★★½☆", "", "", 3.5}, {"★☆☆☆☆", "", "", 1},
		{"0.5 out of 5", "", "", 1}, {"👍", "", "", 5}, {"thumbs down", "", "", 1}, {"Not Recommended", "", "", 1}, {"Recommended", "", "", 5},
		{"true", "", "", 5}, {"false", "", "", 1}, {"rating: 3", "", "", 3}, {"a-icon a-star-5", "", "", 5}, {"star-rating-2", "", "", 2},
		{"3.0 out of 5 stars.", "", "", 3}, {"5,0 von 5 Sternen", "", "", 5}, {"4,0 sur 5 étoiles", "", "", 4}, {"3,0 de 5 estrellas", "", "", 3}, {"2,0 su 5 stelle", "", "", 2},
		{"4,0 van 5 sterren", "", "", 4}, {"4,0 de 5 estrelas", "", "", 4}, {"4,0 av 5 stjärnor", "", "", 4}, {"5つ星のうち4.0", "", "", 4}, {"4.0 z 5 gwiazdek", "", "", 4},
		{"5 yıldız üzerinden 4,0", "", "", 4}, {"Rating: 4/5", "", "", 4}, {"score 7 / 10", "", "", 3.6667}, {"ui_bubble_rating bubble_45", "", "", 4.5}, {"bubble_10", "", "", 1},
		{"90 out of 100", "", "", 4.6}, {"1 out of 10", "", "", 1}, {"upvote", "", "", 5}, {"downvote", "", "", 1}, {"4 étoiles", "", "", 4}, {"4½", "", "", 4.5}, {"1", "1", "0", 5}, {"0", "1", "0", 1},
		// unknown stays unknown
		{"", "", "", 0}, {"n/a", "", "", 0}, {"87", "", "", 0}, {"6", "5", "1", 0}, {"0", "", "", 0}, {"0 out of 5 stars", "", "", 0},
		{"5", "1", "5", 0}, {"-3", "", "", 0}, {"NaN", "", "", 0}, {"1e9", "", "", 0}, {"between 2 and 4", "", "", 0}, {"☆☆☆☆☆", "", "", 0},
	} {
		got, ok := Parse(c.raw, NewScale(c.best, c.worst))
		if got != c.want || ok != (c.want != 0) {
			t.Errorf("%q on %q..%q is %v (%v), want %v", c.raw, c.worst, c.best, got, ok, c.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("4 out of 5", "5", "1")
	f.Add("87", "100", "0")
	f.Fuzz(func(t *testing.T, raw, best, worst string) {
		v, ok := Parse(raw, NewScale(best, worst))
		if ok && (v < 1 || v > 5) || !ok && v != 0 {
			t.Errorf("%q on %q..%q is %v", raw, worst, best, v)
		}
	})
}
