/* Shortcuts on top of pages that work without any script. */
(function () {
  'use strict';
  var token = document.querySelector('meta[name="csrf-token"]');
  document.addEventListener('htmx:configRequest', function (event) {
    if (token) event.detail.headers['X-CSRFToken'] = token.content;
  });
  document.addEventListener('htmx:sendError', function () {
    var place = document.getElementById('problem');
    if (place) place.textContent = place.dataset.offline;
  });
  document.addEventListener('click', function (event) {
    var target = event.target;
    if (target.closest('[data-back]')) history.back();
    if (target.closest('[data-print]')) window.print();
    var dismiss = target.closest('[data-close-details]');
    if (dismiss) dismiss.closest('details').open = false;
    document.querySelectorAll('details.chooser[open]').forEach(function (each) {
      if (!each.contains(target)) each.open = false;
    });
  });
  document.addEventListener('change', function (event) {
    var target = event.target;
    var form = target.form;
    if (form && (form.hasAttribute('data-autosubmit') || target.hasAttribute('data-autosubmit'))) form.requestSubmit ? form.requestSubmit() : form.submit();
    if (target.hasAttribute('data-pick-all')) {
      target.closest('table').querySelectorAll('tbody [data-pick]').forEach(function (box) { box.checked = target.checked; });
    }
    if (target.hasAttribute('data-pick') || target.hasAttribute('data-pick-all')) {
      var list = target.closest('.list');
      var picked = list.querySelectorAll('tbody [data-pick]:checked').length;
      list.querySelectorAll('[data-picked]').forEach(function (each) { each.textContent = picked; });
      list.querySelectorAll('[data-needs-pick]').forEach(function (each) { each.disabled = !picked; });
    }
  });
  document.addEventListener('keydown', function (event) {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    var search = document.querySelector('[data-search]');
    if (search) { event.preventDefault(); search.focus(); }
  });
  document.querySelectorAll('time[data-pace]').forEach(function (shown) {
    var began = Date.parse(shown.dateTime), pace = parseFloat(shown.dataset.pace), first = performance.now();
    var written = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'short' });
    if (pace) setInterval(function () { shown.textContent = written.format(new Date(began + (performance.now() - first) * pace)); }, 1000);
  });
  /* Few pages ask for an area: what offers them by name comes with the first look at such a field. */
  var own = document.currentScript.src, offers = false;
  document.addEventListener('focusin', function (event) {
    if (offers || !event.target.hasAttribute('data-areas')) return;
    offers = true;
    document.head.appendChild(document.createElement('script')).src = own.replace('app.js', 'areas.js');
  });
  var dirty = false;
  document.addEventListener('input', function (event) { if (event.target.closest('form[data-guard]')) dirty = true; });
  document.addEventListener('submit', function (event) {
    dirty = false;
    var form = event.target;
    if (form.method === 'post' && !form.hasAttribute('data-many')) {
      setTimeout(function () { form.querySelectorAll('button[type=submit], button:not([type])').forEach(function (each) { each.disabled = true; }); }, 0);
    }
  });
  window.addEventListener('pageshow', function () {
    document.querySelectorAll('form[method=post] button[disabled]:not([data-needs-pick]):not(.btn-refused)').forEach(function (each) { if (!each.hasAttribute('data-off')) each.disabled = false; });
  });
  window.addEventListener('beforeunload', function (event) { if (dirty) { event.preventDefault(); event.returnValue = ''; } });
})();
