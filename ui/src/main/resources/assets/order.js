// Questions are put in order without loading the page anew: by dragging, and by the buttons that do the same without this.
await import(document.querySelector('script[data-sortable]').dataset.sortable);

// It is outside of what is replaced, and there before it is needed, so that what it says is read out.
const said = document.createElement('div');
said.className = 'govuk-visually-hidden';
said.setAttribute('role', 'status');
document.body.append(said);

const list = () => document.getElementById('questions');
const field = (id) => list()?.querySelector(`[data-field="${CSS.escape(id)}"]`);

/** Sends a form and shows the page that it is answered with in place of this one. */
async function send(form) {
  let answer;
  let page;
  try {
    answer = await fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)) });
    page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  } catch {
    // The browser sends it as it would have done without this, and says itself what is wrong.
    form.submit();
    return false;
  }
  // Another page, such as the one to sign in: whoever sees it comes back here.
  if (!answer.ok || !page.getElementById('questions')) {
    location.reload();
    return false;
  }
  document.title = page.title;
  document.querySelector('main').replaceWith(page.querySelector('main'));
  prepare();
  const wrong = document.querySelector('.govuk-error-summary');
  if (wrong) {
    wrong.tabIndex = -1;
    wrong.focus();
  }
  return !wrong;
}

function announce(id) {
  const moved = field(id);
  const place = [...list().children].indexOf(moved) + 1;
  said.textContent = list().dataset.moved
    .replace('{label}', () => moved.dataset.label)
    .replace('{place}', place)
    .replace('{all}', list().children.length);
}

function prepare() {
  const order = document.getElementById('order');
  if (!order) return;
  for (const question of list().children) {
    const handle = document.createElement('span');
    handle.className = 'lethe-drag';
    handle.textContent = '\u2630';
    handle.title = list().dataset.drag;
    handle.setAttribute('aria-hidden', 'true');
    question.prepend(handle);
  }
  window.Sortable.create(list(), {
    handle: '.lethe-drag',
    ghostClass: 'lethe-drag--ghost',
    animation: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 150,
    async onEnd(event) {
      if (event.oldIndex === event.newIndex) return;
      const id = event.item.dataset.field;
      order.elements.order.value = [...list().children].map((question) => question.dataset.field).join(',');
      if (await send(order)) announce(id);
    },
  });
}

document.addEventListener('submit', async (event) => {
  const form = event.target;
  if (!list()?.contains(form) || !form.elements.to) return;
  event.preventDefault();
  const id = form.closest('[data-field]').dataset.field;
  const to = form.elements.to.value;
  if (!await send(form)) return;
  announce(id);
  // At an end there is no button left that leads on: the other one is as near as can be.
  const buttons = [...field(id).querySelectorAll('form')].filter((each) => each.elements.to);
  const same = buttons.find((each) => each.elements.to.value === to) ?? buttons[0];
  same?.querySelector('button').focus();
});

prepare();
