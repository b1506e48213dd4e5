package passage

import (
	"strings"
	"testing"
)

func TestCleanMarkup(t *testing.T) {
	for in, want := range map[string]string{
		"bad<br>worse<br/>worst<BR />end":                               "bad\n   worse\n    worst\n     end",
		"<p>Good.</p><p class=\"a b\">Bad.</p>":                         "\n\n Good.\n\n  \n\n             Bad.\n\n  ",
		"<b>not</b> <a href='x>y'>here</a>":                             "   not                y'>here    ",
		"I <3 it, a < b and c > d, a <b and c> d":                       "I <3 it, a < b and c > d, a <b and c> d",
		"<insert excuse> <sarcasm> <> </> <b":                           "<insert excuse> <sarcasm> <> </> <b",
		"<!-- no --> <!-- open":                                         "            <!-- open",
		"a<script>if (a</b>c) x()</script >b":                           "a                                 b",
		"<style>p {}":                                                   "       p {}",
		"AT&amp;T &quot;ok&quot; R&D & x&y;":                            "AT&    T \"     ok\"      R&D & x&y;",
		"5 &lt; 6 &gt; 4&nbsp;x&hellip; &lt;3":                          "5    < 6 >    4      x\u2026         <3",
		"&lt;br /&gt;ok &#128545; &#0; &#x202e;":                        "   \n        ok \U0001f621" + strings.Repeat(" ", 19),
		"&lt;p&amp;gt;":                                                 "   \n\n        ",
		"&amp;amp;#33; &#10;":                                           "!             \n    ",
		"&bogus; &#; &#xzz; &; &amp &longlonglonglonglonglonglonglong;": "&bogus; &#; &#xzz; &; &amp &longlonglonglonglonglonglonglong;",
	} {
		got := Clean(in)
		if want == "" || len(got) != len(in) {
			t.Errorf("Clean(%q) has %d bytes, want %d", in, len(got), len(in))
		}
		if got != want {
			t.Errorf("Clean(%q)\n  = %q, want\n    %q", in, got, want)
		}
	}
}

// TestMarkupIsNoWord: tags and entities bring no tokens, and cut no word.
func TestMarkupIsNoWord(t *testing.T) {
	for in, want := range map[string]string{
		"I don&#39;t, it isn&apos;t, we&#8217;re, she&rsquo;ll": "i|do|n't|,|it|is|n't|,|we|'re|,|she|'ll",
		"don&amp;#39;t can&#039;t o&#x27;clock":                 "do|n't|can|n't|o'clock",
		"the <i>app</i> crashes<br />a&nbsp;lot":                "the|app|crashes|a|lot",
		"&#39;save&#39; Tom &amp; Jerry":                        "'|save|'|tom|&|jerry",
		"<div><p>ok</p></div>":                                  "ok",
		"I &lt;3 &#128545;":                                     "i|<3|\U0001f621",
	} {
		if got := norms(in); got != want {
			t.Errorf("%q: tokens %s, want %s", in, got, want)
		}
	}
	text := Clean("Great phone<br /><br />bad screen<p>and slow</p>")
	if got := Sentences(text); len(got) != 3 {
		t.Errorf("%q: mentions %v, want three", text, got)
	}
}

// TestMarkupIsLinear feeds what makes a careless scanner look again and again.
func TestMarkupIsLinear(t *testing.T) {
	for _, s := range []string{"<a ", "<a =", "<!--", "<script>", "<script></", "&amp;", "&amp;amp;", "&", "<", "&#", "<p", "</", "amp;", "<a href=\"", "<b><script>"} {
		check(t, strings.Repeat(s, 300_000/len(s)))
	}
}
