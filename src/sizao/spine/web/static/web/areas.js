/* Areas by name where a form asks for a division code; app.js loads this with the first such field. */
(function () {
  'use strict';
  var areasAsked = null, areasFound = [];
  function areaNamed(each) { return document.documentElement.lang.indexOf('zh') === 0 ? each.name_zh : each.name_en; }
  function offerAreas(field) {
    var list = document.getElementById('area-codes') || document.body.appendChild(document.createElement('datalist'));
    list.id = 'area-codes';
    field.setAttribute('list', list.id);
    list.replaceChildren.apply(list, areasFound.map(function (each) {
      var option = document.createElement('option');
      option.value = each.code;
      option.label = areaNamed(each);
      return option;
    }));
  }
  function ask(field) {
    if (field.value.trim().length < 2) return;
    clearTimeout(areasAsked);
    areasAsked = setTimeout(function () {
      fetch('/api/v1/areas?q=' + encodeURIComponent(field.value.trim()), { credentials: 'same-origin' }).then(function (answer) { return answer.ok ? answer.json() : []; }).then(function (found) {
        areasFound = found.filter(function (each) { return !each.is_closed; });
        offerAreas(field);
        if (field !== document.activeElement) take(field);
      }).catch(function () {});
    }, 250);
  }
  /* A name typed to its end is as good as one picked from the list, when only one area bears it. */
  function take(field) {
    var said = field.value.trim();
    var named = areasFound.filter(function (each) { return said === each.name_zh || said === each.name_en; });
    if (named.length === 1) field.value = named[0].code;
  }
  document.addEventListener('input', function (event) { if (event.target.hasAttribute('data-areas')) ask(event.target); });
  document.addEventListener('change', function (event) { if (event.target.hasAttribute('data-areas')) take(event.target); });
  /* On a bad network a name is typed before this is here. */
  var typed = Array.prototype.filter.call(document.querySelectorAll('[data-areas]'), function (field) { return /\D/.test(field.value.trim()); });
  if (typed.length) ask(typed[typed.length - 1]);
})();
