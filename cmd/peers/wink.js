// Reads JSON Lines on standard input and does with wink-nlp what gripe
// annotate - does with its own: sentences, entities and sentiment of each
// review. Prints one line a review, so that nothing can be left unread.
const readline = require('readline');
const winkNLP = require('wink-nlp');
const nlp = winkNLP(require('wink-eng-lite-web-model'));
const its = nlp.its;

const lines = readline.createInterface({ input: process.stdin, crlfDelay: Infinity });
let out = [];
lines.on('line', (line) => {
  const review = JSON.parse(line);
  const doc = nlp.readDoc(review.text);
  out.push(JSON.stringify({
    id: review.id,
    sentences: doc.sentences().out(its.span),
    entities: doc.entities().out(its.detail),
    sentiment: doc.out(its.sentiment),
  }));
  if (out.length === 1000) { process.stdout.write(out.join('\n') + '\n'); out = []; }
});
lines.on('close', () => { if (out.length) process.stdout.write(out.join('\n') + '\n'); });
