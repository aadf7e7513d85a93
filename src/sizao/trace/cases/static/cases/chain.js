/* Draws the chain where the server laid it out, folds what follows a case, and draws the epidemic curve. */
(function () {
  'use strict';
  var COLOURS = {
    confirmed: '#c81e1e', asymptomatic: '#7c3aed', probable: '#d97706', suspected: '#f2b04c', not_a_case: '#94a3b8',
    close: '#57a0ff', secondary: '#9dc7f5', general: '#cbd5e1', suspicious: '#cbd5e1', place: '#475569', contact: '#9dc7f5'
  };
  var across = 46, down = 14, LEGIBLE = 600;
  function given(id) {
    var node = document.getElementById(id);
    return node ? JSON.parse(node.textContent) : null;
  }
  function label(days, begins) {
    var day = new Date(begins + 'T00:00:00Z');
    day.setUTCDate(day.getUTCDate() + days);
    return day.toISOString().slice(5, 10);
  }
  /* Who led to whom by the likeliest source: what is folded away under a case is what follows it here. */
  function tree(drawing) {
    var found = drawing.nodes.map(function () { return []; }), led = {};
    drawing.links.forEach(function (link) {
      if (link.kind !== 'likely') return;
      found[link.source].push(link.target);
      led[link.target] = true;
    });
    return { children: found, roots: drawing.nodes.map(function (_, at) { return at; }).filter(function (at) { return !led[at]; }) };
  }
  /* What is seen with some cases folded: positions of the marks, and how many each folded case hides. */
  function seen(drawing, branches, folded) {
    var shown = [], hides = {};
    function below(at) {
      var stack = branches.children[at].slice(), number = 0;
      while (stack.length) { number += 1; stack = stack.concat(branches.children[stack.pop()]); }
      return number;
    }
    var stack = branches.roots.slice();
    while (stack.length) {
      var at = stack.pop();
      shown.push(at);
      if (folded[at]) hides[at] = below(at); else stack = stack.concat(branches.children[at]);
    }
    shown.sort(function (one, other) { return drawing.nodes[one].y - drawing.nodes[other].y; });
    var row = -1, last = null, rows = {};
    shown.forEach(function (at) { var y = drawing.nodes[at].y; if (y !== last) { row += 1; last = y; } rows[at] = row; });
    return { shown: shown, hides: hides, rows: rows, height: row + 1 };
  }
  function marks(drawing, view) {
    return view.shown.map(function (at) {
      var node = drawing.nodes[at], isCase = node.shape === 'case', hidden = view.hides[at];
      return {
        id: node.id, name: hidden ? node.name + ' +' + hidden : node.name, x: node.x * across, y: view.rows[at] * down, said: node.said, at: at,
        symbol: node.shape === 'place' ? 'rect' : 'circle',
        symbolSize: isCase ? 11 + Math.min(17, 2 * Math.sqrt(node.size) * 2) : node.shape === 'place' ? 12 : 6,
        itemStyle: { color: COLOURS[node.kind] || '#94a3b8', borderColor: hidden ? '#15202e' : '#fff', borderWidth: hidden ? 2 : 0 },
        label: { show: isCase && (Boolean(hidden) || view.shown.length <= LEGIBLE) }
      };
    });
  }
  function arrows(drawing, view) {
    return drawing.links.filter(function (link) { return link.source in view.rows && link.target in view.rows; }).map(function (link) {
      var possible = link.kind === 'possible';
      return {
        source: drawing.nodes[link.source].id, target: drawing.nodes[link.target].id, said: link.said,
        lineStyle: { type: possible ? 'dashed' : 'solid', color: link.kind === 'likely' ? '#5b6b7f' : '#b6c2d0', width: link.kind === 'likely' ? 1.4 : 0.8 }
      };
    });
  }
  function days(drawing) {
    var last = drawing.nodes.reduce(function (most, node) { return Math.max(most, node.x); }, 0);
    var step = Math.max(1, Math.ceil(last / 30)), top = -2 * down, found = [];
    for (var day = 0; day <= last; day += step) {
      found.push({
        id: 'day:' + day, name: label(day, drawing.begins), x: day * across, y: top, symbolSize: 1, said: [],
        itemStyle: { color: 'rgba(0,0,0,0)' }, label: { show: true, position: 'inside', color: '#4b5768', fontSize: 11 }, emphasis: { disabled: true }
      });
    }
    return found;
  }
  /* Days and rows are stretched to fill the box: what is read is the order, not the shape. */
  function fit(place, drawing, view) {
    var last = 1;
    drawing.nodes.forEach(function (node) { last = Math.max(last, node.x); });
    across = 1000 / (last + 0.5);
    down = 1000 / (last + 0.5) * last / (view.height + 2) * (place.clientHeight / Math.max(1, place.clientWidth));
  }
  /* Everything beyond a generation folded into the cases of that generation; 0 folds nothing. */
  function foldedAt(drawing, branches, generation) {
    var found = {};
    if (generation) drawing.nodes.forEach(function (node, at) {
      if (node.generation >= generation && branches.children[at].length) found[at] = true;
    });
    return found;
  }
  /* The most generations that can still be read at once. */
  function depth(drawing, branches) {
    if (drawing.nodes.length <= LEGIBLE) return 0;
    var deepest = drawing.nodes.reduce(function (most, node) { return Math.max(most, node.generation); }, 1);
    for (var wanted = deepest; wanted > 1; wanted -= 1) {
      if (seen(drawing, branches, foldedAt(drawing, branches, wanted)).shown.length <= LEGIBLE) return wanted === deepest ? 0 : wanted;
    }
    return deepest > 1 ? 1 : 0;
  }
  function draw(place, drawing) {
    var chart = echarts.init(place), branches = tree(drawing), picked = null;
    var chosen = document.getElementById('chain-depth'), panel = document.getElementById('chain-picked');
    var folded = foldedAt(drawing, branches, depth(drawing, branches));
    function paint() {
      var view = seen(drawing, branches, folded);
      fit(place, drawing, view);
      chart.setOption({
        animation: false,
        tooltip: { renderMode: 'richText', formatter: function (hit) { return (hit.data.said || []).join('\n'); } },
        series: [{
          type: 'graph', name: place.getAttribute('aria-label'), layout: 'none', roam: true, preserveAspect: true, data: marks(drawing, view).concat(days(drawing)), links: arrows(drawing, view),
          labelLayout: { hideOverlap: true }, edgeSymbol: ['none', 'arrow'], edgeSymbolSize: 5, label: { position: 'right', fontSize: 10, color: '#15202e', formatter: '{b}' },
          emphasis: { focus: view.shown.length <= LEGIBLE ? 'adjacency' : 'none' }, scaleLimit: { min: 0.3, max: 20 }
        }]
      }, true);
      place.dataset.shown = String(view.shown.length);
    }
    function pick(at) {
      var node = drawing.nodes[at], follow = branches.children[at].length, fold = panel.querySelector('[data-fold]');
      picked = at;
      panel.hidden = false;
      panel.querySelector('[data-name]').textContent = node.name;
      panel.querySelector('[data-said]').textContent = node.said.slice(1).join(' · ');
      fold.hidden = !follow;
      fold.textContent = folded[at] ? fold.dataset.unfold : fold.dataset.words;
      fold.setAttribute('aria-expanded', String(!folded[at]));
      ['open', 'branch'].forEach(function (name) {
        var link = panel.querySelector('[data-' + name + ']'), href = name === 'open' ? node.href : node.shape === 'case' ? '?q=' + encodeURIComponent(node.name) : '';
        link.hidden = !href;
        link.setAttribute('href', href || '#');
      });
    }
    chart.on('click', function (hit) { if (hit.dataType === 'node' && hit.data && hit.data.at !== undefined) pick(hit.data.at); });
    panel.querySelector('[data-fold]').addEventListener('click', function () {
      if (folded[picked]) delete folded[picked]; else folded[picked] = true;
      if (chosen) chosen.value = '';
      paint();
      pick(picked);
    });
    if (chosen) {
      chosen.value = String(depth(drawing, branches));
      chosen.addEventListener('change', function () {
        folded = foldedAt(drawing, branches, Number(chosen.value));
        paint();
        if (picked !== null) pick(picked);
      });
    }
    paint();
    window.addEventListener('resize', function () { chart.resize(); });
    place.dataset.ready = String(drawing.nodes.length);
  }
  function curve(place, found, kinds) {
    var chart = echarts.init(place);
    var colours = [COLOURS.confirmed, COLOURS.asymptomatic, COLOURS.probable, COLOURS.suspected];
    /* Only what there is: four names would not stand in one line of a phone. */
    var shown = kinds.filter(function (kind, place) { return found.some(function (each) { return each[1][place]; }); });
    chart.setOption({
      animation: false, color: colours, tooltip: { trigger: 'axis', renderMode: 'richText' },
      legend: { top: 0, data: shown }, grid: { left: 36, right: 10, top: place.clientWidth < 480 && shown.length > 2 ? 58 : 34, bottom: 28 },
      xAxis: { type: 'category', data: found.map(function (each) { return each[0].slice(5); }) },
      yAxis: { type: 'value', minInterval: 1 },
      series: kinds.map(function (kind, place) {
        return { type: 'bar', stack: 'cases', name: kind, barCategoryGap: '12%', data: found.map(function (each) { return each[1][place]; }) };
      })
    });
    window.addEventListener('resize', function () { chart.resize(); });
    place.dataset.ready = String(found.length);
  }
  document.addEventListener('DOMContentLoaded', function () {
    if (!window.echarts) return;
    var place = document.getElementById('chain'), drawing = given('chain-drawing');
    if (place && drawing) draw(place, drawing);
    var box = document.getElementById('curve'), found = given('curve-days');
    if (box && found) curve(box, found, given('curve-kinds'));
  });
})();
