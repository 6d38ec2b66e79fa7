// The module's address carries its content's hash, so the page names it.
const govuk = await import(document.querySelector('script[data-govuk]').dataset.govuk);
govuk.initAll();

// A page that came back out of the browser's memory may show what should no longer be seen: ask for it again.
window.addEventListener('pageshow', (event) => {
  if (event.persisted && location.pathname.startsWith('/staff')) location.reload();
});
