// Shows this site's forms on the pages of other sites: in every element with data-lethe-form="the-forms-address". What stands
// in the element before, a link to the form's own page, stays when anything is not as it should be. Nothing is stored in the
// browser, and nothing is sent but what the person sends.

const home = new URL('.', import.meta.url);
const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;

const PARTS = {
  day: 'Day', month: 'Month', year: 'Year', hour: 'Hour', minute: 'Minute',
  line1: 'Address line 1', line2: 'Address line 2 (optional)', town: 'Town or city', county: 'County (optional)', postcode: 'Postcode',
};
const FILLED_IN = { line1: 'address-line1', line2: 'address-line2', town: 'address-level2', postcode: 'postal-code' };
const LINES = { SINGLE_LINE: 'text', EMAIL: 'email', TELEPHONE: 'tel', URL: 'url', NUMBER: 'text', POSTCODE: 'text' };
const KNOWN = [...Object.keys(LINES), 'MULTI_LINE', 'DATE', 'DATE_TIME', 'ADDRESS', 'CHECKBOX', 'CHECKBOXES', 'RADIOS', 'DROPDOWN', 'HIDDEN'];

/** An element with these attributes (none for null) and children. Text is only ever text. */
function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) element.setAttribute(attribute, value === true ? '' : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

const ALLOWED = ['P', 'BR', 'STRONG', 'EM', 'UL', 'OL', 'LI', 'H3', 'H4'];
const NO_TEXT = ['SCRIPT', 'STYLE', 'TEMPLATE', 'NOSCRIPT', 'IFRAME', 'OBJECT', 'TEXTAREA', 'TITLE', 'svg', 'math'];

/** An editor's text. It was made harmless where it came from; here only what is known is built again. */
function rich(text, level) {
  if (!text.markdown) return null;
  const into = make('div', { class: 'lethe-embed__text' });
  let parsed;
  try {
    parsed = new DOMParser().parseFromString(text.html, 'text/html').body;
  } catch { // a page may forbid parsing altogether (Trusted Types)
    into.append(make('p', {}, text.markdown));
    return into;
  }
  rebuild(parsed, into, level);
  return into;
}

function rebuild(from, into, level) {
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) into.append(node.data);
    if (node.nodeType !== Node.ELEMENT_NODE || NO_TEXT.includes(node.tagName)) continue;
    let element = into;
    if (node.tagName === 'A') {
      const href = link(node.getAttribute('href'));
      if (href) element = make('a', { href, rel: 'nofollow noopener' });
    } else if (node.tagName === 'H3' || node.tagName === 'H4') {
      element = make('h' + Math.min(level + Number(node.tagName[1]) - 3, 6));
    } else if (ALLOWED.includes(node.tagName)) {
      element = make(node.tagName.toLowerCase());
    }
    if (element !== into) into.append(element);
    rebuild(node, element, level);
  }
}

function link(href) {
  try {
    const url = new URL(href ?? '', home);
    return ['https:', 'http:', 'mailto:'].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

async function ask(path, options = {}) {
  const answer = await fetch(new URL('api/v1/forms/' + path, home), { credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-store', ...options });
  return { status: answer.status, later: Number(answer.headers.get('Retry-After')), body: await answer.json() };
}

/** One form on this page. */
class Embedded {

  constructor(element, number) {
    this.element = element;
    this.slug = element.dataset.letheForm;
    this.id = `${this.slug}_${number}`;
    this.fields = new Map();
    this.confirm = '';
    this.proof = Promise.resolve('');
    this.busy = false;
  }

  /**
   * The link says which form of which page it stands for, so that whoever follows it comes back here. What stands behind the
   * page's path may be about the visitor: it is told only where the page's editor said so, or wrote it.
   */
  mendLinks() {
    const page = location.origin + location.pathname;
    const withQuery = 'letheWithQuery' in this.element.dataset;
    for (const anchor of this.element.querySelectorAll('a[href]')) {
      const url = new URL(anchor.href);
      if (url.origin !== home.origin || url.pathname !== new URL('forms/' + this.slug, home).pathname) continue;
      const written = url.searchParams.get('from') ?? '';
      if (withQuery || !written.startsWith(page + '?')) url.searchParams.set('from', withQuery ? page + location.search : page);
      url.searchParams.set('form', this.id);
      anchor.href = url.href;
    }
  }

  async begin() {
    if (!SLUG.test(this.slug)) return;
    this.mendLinks();
    const { status, body } = await ask(this.slug);
    if (status !== 200 || !body.fields.every((field) => KNOWN.includes(field.type))) return;
    if (new URLSearchParams(location.search).get('embed_success') === this.id) this.thank(body, null);
    else this.show(body, {});
    if (location.hash === '#' + this.id) this.heading.scrollIntoView();
  }

  frame(form, ...content) {
    this.heading = make('h2', { id: this.id, class: 'lethe-embed__title' }, form.title);
    this.element.replaceChildren(make('section', { class: 'lethe-embed', 'aria-labelledby': this.id, lang: 'en' }, this.heading, ...content));
  }

  thank(form, reference) {
    const heading = make('h3', { class: 'lethe-embed__thanks', tabindex: '-1' }, form.thankYou.heading);
    this.frame(form, heading,
      reference && make('p', {}, 'Your reference is ', make('strong', {}, reference), '. Keep it: it is the quickest way for us to find what you sent.'),
      rich(form.thankYou.text, 4));
    heading.focus();
  }

  /** Shows the form, with answers that were given before. */
  show(form, given) {
    this.form = form;
    this.fields.clear();
    this.summary = make('div', { class: 'lethe-embed__summary', tabindex: '-1', role: 'alert', hidden: true });
    this.unseen = make('input', { type: 'text', name: 'website', id: this.id + '-website', tabindex: '-1', autocomplete: 'off' });
    this.button = make('button', { type: 'submit', class: 'lethe-embed__button' }, form.actionText);
    const element = make('form', { class: 'lethe-embed__form', novalidate: true, 'aria-labelledby': this.id }, this.summary);
    let person = -1;
    for (const field of form.fields) {
      if (field.type === 'HIDDEN') continue;
      if (form.people.length > 1 && field.person !== person) {
        element.append(make('h3', { class: 'lethe-embed__person' }, field.person === 0 ? 'About you' : form.people[field.person]));
        person = field.person;
      }
      element.append(this.question(field, given[field.id]));
    }
    element.append(
      make('div', { hidden: true }, make('label', { for: this.unseen.id }, 'Leave this empty'), this.unseen),
      this.statement(form), this.button);
    element.addEventListener('submit', (event) => { event.preventDefault(); this.send(); });
    element.addEventListener('change', () => this.leaveOut());
    this.frame(form, ...form.introduction.split(/\n{2,}/).filter((text) => text.trim()).map((text) => make('p', { class: 'lethe-embed__introduction' }, text)), element);
    this.leaveOut();
    this.token(form.token, form.challenge);
  }

  token(token, challenge) {
    this.form.token = token;
    this.confirm = '';
    this.proof = challenge
      ? import(new URL('embed/work.js', home).href).then((work) => work.solve(challenge)).then((proof) => proof ?? '', () => '')
      : Promise.resolve('');
  }

  statement(form) {
    const says = form.statement;
    const lines = [['Why we ask', says.purpose], ['Who will see it', says.seenBy], ['Our lawful basis', says.basis], ['How long we keep it', says.kept], ['Your rights', says.rights]];
    return make('section', { class: 'lethe-embed__statement', 'aria-labelledby': this.id + '-statement' },
      make('h3', { id: this.id + '-statement' }, 'How we use what you tell us'),
      make('dl', {}, ...lines.flatMap(([term, text]) => [make('dt', {}, term), make('dd', {}, text)])),
      make('p', {}, make('a', { href: new URL('privacy', home).href }, 'Your rights and how to use them')));
  }

  question(field, given) {
    const id = `${this.id}-${field.id}`;
    const label = field.required ? field.label : `${field.label} (optional)`;
    const counted = field.maxLength && (field.type === 'MULTI_LINE' || field.type === 'SINGLE_LINE');
    const hint = [field.help, counted ? `You can enter up to ${field.maxLength} characters` : ''].filter(Boolean).join('. ');
    const hints = hint ? make('p', { id: id + '-hint', class: 'lethe-embed__hint' }, hint) : null;
    const error = make('p', { id: id + '-error', class: 'lethe-embed__error', hidden: true });
    const group = make('div', { class: 'lethe-embed__question' }, rich(field.guidance, 4));
    const kept = { field, group, error, inputs: new Map(), described: hint ? id + '-hint' : null };
    this.fields.set(field.id, kept);
    const control = (name, attributes, part = '') => {
      const input = make(name, { id: part ? `${id}-${part}` : id, name: part ? `${field.id}-${part}` : field.id, 'aria-describedby': kept.described, ...attributes });
      kept.inputs.set(part, input);
      return input;
    };
    const set = (...content) => make('fieldset', { id: id + '-all', 'aria-describedby': kept.described }, make('legend', {}, label), hints, error, ...content);
    const own = { autocomplete: field.autocomplete };
    const first = given ?? field.defaults[0] ?? '';

    if (field.type in LINES || field.type === 'MULTI_LINE') {
      const input = field.type === 'MULTI_LINE'
        ? control('textarea', { rows: '5', ...own })
        : control('input', { type: LINES[field.type], inputmode: field.type === 'NUMBER' ? 'decimal' : null, spellcheck: field.type === 'SINGLE_LINE' ? null : 'false', ...own });
      input.value = first;
      group.append(make('label', { for: id }, label), ...[hints, error].filter(Boolean), input);
    } else if (field.type === 'DROPDOWN') {
      const select = control('select', own);
      select.append(make('option', { value: '' }, 'Choose one'), ...field.choices.map((choice) => make('option', { value: choice }, choice)));
      select.value = field.choices.includes(first) ? first : '';
      group.append(make('label', { for: id }, label), ...[hints, error].filter(Boolean), select);
    } else if (field.type === 'CHECKBOX') {
      const box = control('input', { type: 'checkbox' });
      box.checked = given === undefined ? field.defaults.includes('yes') : given;
      group.append(...[error, box].filter(Boolean), make('label', { for: id }, label), ...[hints].filter(Boolean));
    } else if (field.type === 'RADIOS' || field.type === 'CHECKBOXES') {
      const chosen = given === undefined ? field.defaults : [given].flat();
      kept.choices = field.choices.map((choice, at) => {
        const input = make('input', { type: field.type === 'RADIOS' ? 'radio' : 'checkbox', id: at ? `${id}-${at + 1}` : id, name: field.id, value: choice });
        input.checked = chosen.includes(choice);
        return input;
      });
      group.append(set(...kept.choices.map((input) => make('div', {}, input, make('label', { for: input.id }, input.value)))));
    } else { // a date, a date with a time, an address
      const values = given ?? this.parts(field);
      group.append(set(...field.parts.map((part, at) => {
        const input = control('input', {
          type: 'text',
          id: at ? `${id}-${part}` : id,
          inputmode: field.type === 'ADDRESS' ? null : 'numeric',
          autocomplete: field.autocomplete === 'off' ? 'off' : field.autocomplete ? FILLED_IN[part] : null,
          'aria-describedby': null,
        }, part);
        input.value = values[part] ?? '';
        return make('div', {}, make('label', { for: input.id }, PARTS[part]), input);
      })));
    }
    kept.describe = group.querySelector('fieldset') ?? group.querySelector('input, textarea, select');
    return group;
  }

  /** A default of several parts. */
  parts(field) {
    const all = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d))?$/.exec(field.defaults[0] ?? '');
    if (!all) return {};
    const [, year, month, day, hour = '', minute = ''] = all;
    return { day: String(Number(day)), month: String(Number(month)), year, hour, minute };
  }

  /** The answer in a question's inputs; undefined when it was left blank. */
  answer({ field, inputs, choices }) {
    if (field.type === 'CHECKBOX') return inputs.get('').checked;
    if (choices) {
      const chosen = choices.filter((input) => input.checked).map((input) => input.value);
      return field.type === 'CHECKBOXES' ? chosen : chosen[0];
    }
    if (field.parts.length === 0) return inputs.get('').value || undefined;
    const filled = [...inputs].map(([part, input]) => [part, input.value]).filter(([, value]) => value);
    return filled.length > 0 ? Object.fromEntries(filled) : undefined;
  }

  /** What does not apply is not shown, and not sent. */
  leaveOut() {
    if (this.form.layout !== 'PAGE_PER_QUESTION') return;
    const asked = new Map();
    for (const kept of this.fields.values()) {
      const applies = kept.field.conditions.every((when) => {
        const given = asked.has(when.question) ? [asked.get(when.question)].flat() : [];
        return given.some((one) => when.answers.includes(one === true ? 'yes' : one));
      });
      kept.group.hidden = !applies;
      if (applies) asked.set(kept.field.id, this.answer(kept));
    }
  }

  answers() {
    const answers = {};
    for (const [id, kept] of this.fields) {
      const answer = kept.group.hidden ? undefined : this.answer(kept);
      if (answer !== undefined) answers[id] = answer;
    }
    for (const field of this.form.fields) { // what this page says about itself
      const given = this.element.getAttribute('data-lethe-' + field.id);
      if (field.type === 'HIDDEN' && given) answers[field.id] = given;
    }
    return answers;
  }

  async send() {
    if (this.busy) return;
    this.busy = true;
    this.button.setAttribute('aria-disabled', 'true');
    try {
      const sent = { token: this.form.token, answers: this.answers() };
      const proof = await this.proof;
      if (proof) sent.proof = proof;
      if (this.confirm) sent.confirm = this.confirm;
      if (this.unseen.value) sent.unseen = this.unseen.value;
      await this.answered(await ask(this.slug + '/submissions', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(sent) }), sent.answers);
    } catch {
      this.say('We could not reach the service, so this was not sent. Your answers are still here: check your connection and try again.');
    } finally {
      this.busy = false;
      this.button.removeAttribute('aria-disabled');
    }
  }

  async answered({ status, later, body }, answers) {
    if (status === 201 || status === 200) this.thank(this.form, body.reference);
    else if (status === 422) this.mend(body.problems);
    else if (status === 403 && body.code === 'confirm') {
      this.confirm = body.confirm;
      this.say(`Please confirm that you want to send this. Something about the way it came looked automatic. Nothing is lost: press “${this.form.actionText}” once more.`);
    } else if (status === 409) {
      this.token(body.token, body.challenge);
      this.say(`You sent this form before. We received it, and its reference is ${body.reference}. To send what is below too, press “${this.form.actionText}” once more.`);
    } else if (status === 403) {
      const form = await ask(this.slug);
      if (form.status === 200) this.show(form.body, answers);
      this.say('This page was opened too long ago, so we have not received it. Check your answers and send them again.');
    } else if (status === 410) this.say('This form has closed, so we could not receive this. Your answers are still here, for you to copy. They are not stored anywhere.');
    else if (status === 429) this.say(`Many forms were sent from your network in the last few minutes, so we have not received this one yet. Your answers are still here: wait ${Math.ceil((later || 60) / 60)} minutes and send them again.`);
    else if (status === 413) this.say('That was too much to send, so we did not receive it. Shorten your answers and send them again.');
    else this.say('Sorry, we could not receive this just now, and nothing was stored. Your answers are still here: wait a minute and send them again.');
  }

  /** Says something about the form as a whole. */
  say(text) {
    this.mend([]);
    this.summary.replaceChildren(make('h3', {}, 'Not sent yet'), make('p', {}, text));
    this.summary.hidden = false;
    this.summary.focus();
  }

  /** Says what is wrong, once above and once at each question. */
  mend(problems) {
    const links = problems.map(({ field, part, message }) => {
      const kept = this.fields.get(field);
      const input = kept && (kept.choices?.[0] ?? kept.inputs.get(part) ?? kept.inputs.values().next().value);
      const anchor = input && make('a', { href: '#' + input.id }, message);
      // The page's own address stays as it is: it may mean something to the page.
      anchor?.addEventListener('click', (event) => { event.preventDefault(); input.focus(); });
      return make('li', {}, make('p', {}, anchor ?? message)); // apart, so that a finger hits one of them
    });
    this.summary.replaceChildren(make('h3', {}, 'There is a problem'), make('ul', {}, ...links));
    this.summary.hidden = problems.length === 0;
    for (const [id, { error, describe, described }] of this.fields) {
      const problem = problems.find(({ field }) => field === id);
      error.hidden = !problem;
      error.textContent = problem ? problem.message : '';
      const by = [described, problem ? error.id : null].filter(Boolean).join(' ');
      if (by) describe.setAttribute('aria-describedby', by);
      else describe.removeAttribute('aria-describedby');
      if (describe.tagName !== 'FIELDSET') describe.toggleAttribute('aria-invalid', false);
      if (problem && describe.tagName !== 'FIELDSET') describe.setAttribute('aria-invalid', 'true');
    }
    if (problems.length > 0) this.summary.focus();
  }
}

document.querySelectorAll('[data-lethe-form]').forEach((element, at) => {
  new Embedded(element, at + 1).begin().catch(() => {}); // the link stays
});
