/* Shows the fields of the chosen way only: somebody registered, or somebody new. */
(function () {
  'use strict';
  function show(panel) {
    var chosen = panel.querySelector('input[type=radio]:checked');
    if (chosen) panel.dataset.mode = chosen.value;
  }
  Array.prototype.forEach.call(document.querySelectorAll('.who'), function (panel) {
    panel.addEventListener('change', function () { show(panel); });
    show(panel);
  });
}());
