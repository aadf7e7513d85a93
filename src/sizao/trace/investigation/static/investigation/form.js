/* Saves what is typed as it is typed. What could not be sent stays in this window's storage until it was. */
(function () {
  'use strict';
  var form = document.getElementById('interview');
  if (!form || !form.dataset.interview) return;
  var status = document.getElementById('status');
  var list = document.getElementById('row-list');
  var key = 'interview:' + form.dataset.interview;
  var name = sessionStorage.getItem(key + ':window') || Math.random().toString(36).slice(2);
  sessionStorage.setItem(key + ':window', name);
  var serial = Number(form.dataset.serial);
  var pending = JSON.parse(sessionStorage.getItem(key) || '{"changes":{},"rows":false}');
  var timer = null, isSending = false, again = null, isStopped = false;

  function say(text, isBad) { status.textContent = text; if (isBad) status.dataset.bad = ''; else delete status.dataset.bad; }
  function store() { sessionStorage.setItem(key, JSON.stringify(pending)); }
  function isEmpty() { return !pending.rows && !Object.keys(pending.changes).length; }
  function valueOf(field) {
    if (field.type !== 'checkbox') return field.value;
    return Array.prototype.filter.call(form.querySelectorAll('input[name="' + field.name + '"]'), function (each) { return each.checked; }).map(function (each) { return each.value; });
  }
  function rowsNow() {
    return Array.prototype.map.call(list.rows, function (line) {
      var cells = {};
      line.querySelectorAll('[name]').forEach(function (each) { if (each.value) cells[each.name.replace(/^row-\d+-/, '')] = each.value; });
      return cells;
    });
  }
  function note(field) {
    if (!field.name || field.name === 'pasted' || field.name === 'whole' || field.name === 'csrfmiddlewaretoken') return;
    if (field.name.indexOf('row-') === 0) pending.rows = rowsNow(); else pending.changes[field.name] = valueOf(field);
    store();
    clearTimeout(timer);
    timer = setTimeout(send, 700);
  }
  function send() {
    if (isSending || isEmpty() || isStopped) return Promise.resolve(isEmpty());
    isSending = true;
    say(status.dataset.saving);
    var sent = JSON.parse(JSON.stringify(pending));
    var body = { changes: sent.changes, window: name, base: serial };
    if (sent.rows) body.rows = sent.rows;
    return fetch(form.dataset.save, { method: 'POST', credentials: 'same-origin', headers: { 'Content-Type': 'application/json', 'X-CSRFToken': document.querySelector('meta[name="csrf-token"]').content }, body: JSON.stringify(body) })
      .then(function (answer) { return answer.json().then(function (found) { return { ok: answer.ok, status: answer.status, found: found }; }); })
      .then(function (got) {
        isSending = false;
        if (!got.ok) { isStopped = got.status === 409 || got.status === 403; say(status.dataset.refused + ' ' + (got.found.refused || got.found.title || ''), true); return false; }
        settle(sent);
        serial = got.found.serial;
        sessionStorage.setItem(key + ':serial', serial);
        show(got.found);
        say(status.dataset.saved + ' ' + got.found.saved_at);
        if (!isEmpty()) return send();
        return true;
      })
      .catch(function () { isSending = false; offline(); return false; });
  }
  function settle(sent) {
    Object.keys(sent.changes).forEach(function (each) { if (JSON.stringify(pending.changes[each]) === JSON.stringify(sent.changes[each])) delete pending.changes[each]; });
    if (JSON.stringify(pending.rows) === JSON.stringify(sent.rows)) pending.rows = false;
    store();
  }
  function offline() {
    var fields = Object.keys(pending.changes).length + (pending.rows ? 1 : 0);
    say(status.dataset.kept + ' ' + fields, true);
    clearTimeout(again);
    again = setTimeout(send, 4000);
  }
  function show(found) {
    form.querySelectorAll('[data-field]').forEach(function (place) {
      var text = found.notes[place.dataset.field] || '', said = place.querySelector('[data-note]');
      var box = place.querySelector('input:not([type=checkbox]), textarea, select');
      var isTyped = !box || box.value !== '';
      said.textContent = isTyped ? text : '';
      said.hidden = !said.textContent;
    });
    var typed = 0;
    Array.prototype.forEach.call(list.rows, function (line) {
      var isRow = Array.prototype.some.call(line.querySelectorAll('input[type=text]'), function (each) { return each.value.trim(); });
      var read = isRow ? found.rows[typed++] : null;
      line.querySelector('[data-fault]').textContent = read ? read.faults.join(' ') : '';
      if (!read) return;
      ['start', 'until'].forEach(function (each) {
        var box = line.querySelector('[name$="-' + each + '"]');
        if (box && read[each] && box !== document.activeElement) { box.title = read[each]; box.dataset.read = read[each]; }
      });
    });
    Object.keys(found.pieces).forEach(function (each) { var place = document.getElementById(each); if (place) put(place, found.pieces[each]); });
  }
  function put(place, markup) {
    var parsed = new DOMParser().parseFromString(markup, 'text/html').body;
    while (place.firstChild) place.removeChild(place.firstChild);
    while (parsed.firstChild) place.appendChild(document.adoptNode(parsed.firstChild));
  }
  function mark() {
    Array.prototype.forEach.call(document.querySelectorAll('.inv-rows td'), function (cell) {
      var box = cell.querySelector('input, select');
      if (box) cell.toggleAttribute('data-empty', !box.value || box.value === 'none');
    });
  }
  document.addEventListener('focusout', mark);
  mark();
  function renumber() {
    Array.prototype.forEach.call(list.rows, function (line, index) {
      line.dataset.row = index + 1;
      line.querySelector('.inv-row-number').textContent = index + 1;
      line.querySelectorAll('[name]').forEach(function (each) { each.name = each.name.replace(/^row-\d+-/, 'row-' + (index + 1) + '-'); });
      line.querySelectorAll('[aria-label]').forEach(function (each) { each.setAttribute('aria-label', each.getAttribute('aria-label').replace(/\d+$/, index + 1)); });
    });
  }
  function addRow() {
    var line = list.rows[list.rows.length - 1].cloneNode(true);
    line.querySelectorAll('input, select').forEach(function (each) { each.value = ''; each.removeAttribute('title'); });
    line.querySelector('[data-fault]').textContent = '';
    list.appendChild(line);
    renumber();
    return line;
  }
  function isBlank(line) { return !Array.prototype.some.call(line.querySelectorAll('input[type=text]'), function (each) { return each.value.trim(); }); }
  function fill(rows, from) {
    var line = from;
    rows.forEach(function (cells) {
      if (!line) line = addRow();
      Object.keys(cells).forEach(function (each) {
        var box = line.querySelector('[name$="-' + each + '"]');
        if (!box) return;
        if (box.tagName === 'SELECT') Array.prototype.forEach.call(box.options, function (option) { if (option.value === cells[each] || option.text === cells[each]) box.value = option.value; });
        else box.value = cells[each];
      });
      line = line.nextElementSibling;
    });
    if (!isBlank(list.rows[list.rows.length - 1])) addRow();
    note(list.querySelector('[name]'));
  }
  form.addEventListener('input', function (event) { note(event.target); });
  form.addEventListener('change', function (event) { note(event.target); });
  list.addEventListener('keydown', function (event) {
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault();
    var line = event.target.closest('tr'), cell = event.target.name.replace(/^row-\d+-/, '');
    var next = line.nextElementSibling || addRow();
    next.querySelector('[name$="-' + cell + '"]').focus();
  });
  list.addEventListener('focusout', function (event) {
    var line = event.target.closest('tr');
    if (line === list.rows[list.rows.length - 1] && !isBlank(line)) addRow();
    if (event.target.dataset.read && event.target.value) event.target.title = event.target.dataset.read;
  });
  list.addEventListener('paste', function (event) {
    var text = (event.clipboardData || window.clipboardData).getData('text');
    if (text.indexOf('\t') < 0 && text.trim().indexOf('\n') < 0) return;
    event.preventDefault();
    pasted(text, event.target.closest('tr'));
  });
  function pasted(text, line) {
    fetch(form.dataset.paste, { method: 'POST', credentials: 'same-origin', headers: { 'Content-Type': 'text/plain', 'X-CSRFToken': document.querySelector('meta[name="csrf-token"]').content }, body: text })
      .then(function (answer) { return answer.json(); }).then(function (found) { fill(found.rows, line); }).catch(offline);
  }
  var box = document.getElementById('pasted');
  box.addEventListener('paste', function (event) {
    event.preventDefault();
    var last = list.rows[list.rows.length - 1];
    pasted((event.clipboardData || window.clipboardData).getData('text'), isBlank(last) ? last : null);
  });
  document.addEventListener('click', function (event) {
    var drop = event.target.closest('[data-drop-row]');
    if (drop) {
      var line = drop.closest('tr'), after = line.nextElementSibling || line.previousElementSibling;
      if (list.rows.length > 1) line.remove(); else line.querySelectorAll('input, select').forEach(function (each) { each.value = ''; });
      renumber();
      note(list.querySelector('[name]'));
      if (after) after.querySelector('input').focus();
    }
    if (event.target.closest('[data-add-row]')) addRow().querySelector('input').focus();
  });
  var asked = null;
  list.addEventListener('input', function (event) {
    if (!/-place$/.test(event.target.name) || event.target.value.length < 2) return;
    clearTimeout(asked);
    asked = setTimeout(function () {
      fetch(form.dataset.places + '?q=' + encodeURIComponent(event.target.value), { credentials: 'same-origin' }).then(function (answer) { return answer.json(); }).then(function (found) {
        var places = document.getElementById('inv-places');
        places.replaceChildren.apply(places, found.places.map(function (each) { var option = document.createElement('option'); option.value = each; return option; }));
      }).catch(function () {});
    }, 250);
  });
  form.addEventListener('submit', function (event) {
    if (isEmpty()) return;
    event.preventDefault();
    var button = event.submitter;
    clearTimeout(timer);
    send().then(function (isDone) { if (isDone && isEmpty()) form.requestSubmit(button); });
  });
  window.addEventListener('online', send);
  window.addEventListener('beforeunload', function (event) { if (!isEmpty()) { event.preventDefault(); event.returnValue = ''; } });
  function restore() {
    if (isEmpty()) return;
    Object.keys(pending.changes).forEach(function (each) {
      form.querySelectorAll('[name="' + each + '"]').forEach(function (field) {
        if (field.type === 'checkbox') field.checked = pending.changes[each].indexOf(field.value) >= 0; else field.value = pending.changes[each];
      });
    });
    if (pending.rows) {
      while (list.rows.length > 1) list.deleteRow(1);
      list.querySelectorAll('input, select').forEach(function (each) { each.value = ''; });
      fill(pending.rows, list.rows[0]);
    }
    send();
  }
  /* The page may have been made before the last save of this window ended: what it shows would be old. */
  if (serial < Number(sessionStorage.getItem(key + ':serial') || 0)) location.reload(); else restore();
})();
