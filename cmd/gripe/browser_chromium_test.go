package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// browser is one tab of a headless Chromium that keeps a record of all that a
// page does.
type browser struct {
	ctx context.Context

	mu    sync.Mutex
	fired []string // scripts that ran, dialogs, refusals of the policy
	asked []string // addresses of requests
}

// openBrowser starts Debian's Chromium. Where there is none the test is
// skipped, but not where CI=true.
func openBrowser(t *testing.T) *browser {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("chromium is not installed: apt-get install chromium")
		}
		t.Skip("chromium is not installed; apt-get install chromium to run the tests in a browser")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.UserDataDir(t.TempDir()),
		chromedp.WSURLReadTimeout(time.Minute), // a busy machine takes long to start it
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("autoplay-policy", "no-user-gesture-required"))
	alloc, stop := chromedp.NewExecAllocator(context.Background(), options...)
	b := &browser{}
	ctx, cancel := chromedp.NewContext(alloc, chromedp.WithListener(b.heard))
	t.Cleanup(func() { cancel(); stop() })
	b.ctx = ctx
	if err := chromedp.Do(ctx, watching); err != nil {
		t.Fatalf("start chromium: %v", err)
	}
	return b
}

// watching asks the browser to tell of requests and refusals, and lets a
// payload betray itself in whatever document it runs.
func watching(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
	_, requests := cdp.Call(ctx, t, network.Enable, network.EnableParams{})
	_, refusals := cdp.Call(ctx, t, log.Enable, cdp.Empty{})
	_, dialogs := cdp.Call(ctx, t, page.Enable, page.EnableParams{})
	_, bound := cdp.Call(ctx, t, runtime.AddBinding, runtime.AddBindingParams{Name: "betray"})
	_, added := cdp.Call(ctx, t, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{
		Source: `window.pwned = n => betray("script " + n)`,
	})
	return chromedp.Void{}, errors.Join(requests, refusals, dialogs, bound, added)
}

// heard keeps what the browser reports.
func (b *browser) heard(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventBindingCalled:
		b.fired = append(b.fired, e.Payload)
	case *page.EventJavascriptDialogOpening:
		b.fired = append(b.fired, "dialog "+e.Message)
		go func() { // the tab hangs until it is answered
			_, _ = chromedp.Run(b.ctx, func(ctx context.Context, t *chromedp.Target) (cdp.Empty, error) {
				return cdp.Call(ctx, t, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{})
			})
		}()
	case *log.EventEntryAdded:
		// What the policy refuses was in the page: the escaping let it pass.
		if strings.Contains(e.Entry.Text, "Content Security Policy") && !strings.Contains(e.Entry.Text, "frame-ancestors") {
			b.fired = append(b.fired, e.Entry.Text)
		}
	case *network.EventRequestWillBeSent:
		b.asked = append(b.asked, e.Request.URL)
	}
}

// visit is what a page did and held.
type visit struct {
	Fired, Asked []string
	// Stray are elements, attributes and links that no page of gripe has;
	// Marks the marks of hostileHouse in its text; Pages how many documents.
	Stray, Marks []string
	Pages        int
	Text         string
}

// probe sends every element the events that handlers wait for (not in a batch,
// whose pages are its frames: there the handlers themselves are looked for),
// then looks for what can only have come from a payload.
const probe = `(() => {
  const frames = [...document.querySelectorAll("iframe.page")];
  const docs = frames.length ? frames.map(f => f.contentDocument) : [document];
  const events = frames.length ? [] : ["load","error","mouseover","pointerenter","focus","click","toggle","begin","animationstart","submit"];
  const stray = [], marks = new Set();
  let text = "";
  const known = a => /^(https?|mailto|cid):/.test(a);
  docs.forEach((d, i) => {
    if (!d || !d.body) { stray.push("page " + i + " is not there"); return; }
    for (const e of d.querySelectorAll("*")) {
      for (const n of events) e.dispatchEvent(new Event(n));
      const name = e.localName;
      if (/^(script|iframe|frame|frameset|object|embed|applet|base|portal|audio|video|source|track|math|marquee|image|foreignobject|template|noscript|set|animate|use|dialog|keygen)$/i.test(name)) stray.push(name);
      if (name === "meta" && e.httpEquiv.toLowerCase() === "refresh" && /url/i.test(e.content)) stray.push("refresh");
      if (name === "link" && e.getAttribute("href") !== "/style.css") stray.push("link " + e.getAttribute("href"));
      if (name === "img" && !/^(cid:|data:image\/png)/.test(e.getAttribute("src"))) stray.push("img " + e.getAttribute("src"));
      for (const a of e.attributes) if (/^on/i.test(a.name) || /^(formaction|background|srcset|srcdoc|poster|xlink:href)$/i.test(a.name)) stray.push(name + " " + a.name);
      if (name === "a" && e.hasAttribute("href") && !known(e.href)) stray.push("a " + e.href);
      if ((name === "form") && new URL(e.action).origin !== d.location.origin) stray.push("form " + e.action);
    }
    for (const m of (d.documentElement.textContent + " " + [...d.querySelectorAll("input")].map(x => x.value).join(" ")).matchAll(/q\d+[a-z]z/g)) marks.add(m[0]);
    text += d.documentElement.textContent;
  });
  return JSON.stringify({Stray: stray.slice(0, 20), Marks: [...marks], Pages: docs.length, Text: text.slice(0, 300)});
})()`

// visit opens an address, lets everything load and pokes every element.
func (b *browser) visit(t *testing.T, address string) visit {
	t.Helper()
	b.mu.Lock()
	b.fired, b.asked = nil, nil
	b.mu.Unlock()
	ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
	defer cancel()
	var found string
	err := chromedp.Do(ctx, chromedp.Navigate(address))
	if err == nil {
		found, err = chromedp.Run(ctx, chromedp.Evaluate[string](probe))
	}
	v := visit{}
	if err != nil {
		v.Stray = []string{err.Error()} // a page that leaves while it is read betrays itself
	}
	if found != "" {
		if err := json.Unmarshal([]byte(found), &v); err != nil {
			t.Fatal(err)
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	v.Fired, v.Asked = append([]string(nil), b.fired...), append([]string(nil), b.asked...)
	return v
}
