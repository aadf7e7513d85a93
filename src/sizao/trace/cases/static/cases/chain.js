/* Draws the chain where the server laid it out, and the epidemic curve. No layout happens here; tooltips are rich text. */
(function () {
  'use strict';
  var COLOURS = {
    confirmed: '#c81e1e', asymptomatic: '#7c3aed', probable: '#d97706', suspected: '#f2b04c', not_a_case: '#94a3b8',
    close: '#57a0ff', secondary: '#9dc7f5', general: '#cbd5e1', suspicious: '#cbd5e1', place: '#475569', contact: '#9dc7f5'
  };
  var across = 46, down = 14;
  function given(id) {
    var node = document.getElementById(id);
    return node ? JSON.parse(node.textContent) : null;
  }
  function label(days, begins) {
    var day = new Date(begins + 'T00:00:00Z');
    day.setUTCDate(day.getUTCDate() + days);
    return day.toISOString().slice(5, 10);
  }
  function marks(drawing) {
    return drawing.nodes.map(function (node) {
      var isCase = node.shape === 'case';
      return {
        id: node.id, name: node.name, x: node.x * across, y: node.y * down, said: node.said, href: node.href,
        symbol: node.shape === 'place' ? 'rect' : 'circle',
        symbolSize: isCase ? 11 + Math.min(17, 2 * Math.sqrt(node.size) * 2) : node.shape === 'place' ? 12 : 6,
        itemStyle: { color: COLOURS[node.kind] || '#94a3b8' },
        label: { show: isCase && drawing.nodes.length <= 600 }
      };
    });
  }
  function arrows(drawing) {
    return drawing.links.map(function (link) {
      var possible = link.kind === 'possible';
      return {
        source: link.source, target: link.target, said: link.said,
        lineStyle: { type: possible ? 'dashed' : 'solid', color: link.kind === 'likely' ? '#5b6b7f' : '#b6c2d0', width: link.kind === 'likely' ? 1.4 : 0.8 }
      };
    });
  }
  function days(drawing) {
    var last = drawing.nodes.reduce(function (most, node) { return Math.max(most, node.x); }, 0);
    var step = Math.max(1, Math.ceil(last / 30)), top = -2 * down, found = [];
    for (var day = 0; day <= last; day += step) {
      found.push({
        id: 'day:' + day, name: label(day, drawing.begins), x: day * across, y: top, symbolSize: 1, said: [], href: '',
        itemStyle: { color: 'rgba(0,0,0,0)' }, label: { show: true, position: 'inside', color: '#4b5768', fontSize: 11 }, emphasis: { disabled: true }
      });
    }
    return found;
  }
  /* Days and rows are stretched to fill the box: what is read is the order, not the shape. */
  function fit(place, drawing) {
    var last = 1, rows = 1;
    drawing.nodes.forEach(function (node) { last = Math.max(last, node.x); rows = Math.max(rows, node.y + 3); });
    across = 1000 / (last + 0.5);
    down = 1000 / (last + 0.5) * last / rows * (place.clientHeight / Math.max(1, place.clientWidth)) ;
  }
  function draw(place, drawing) {
    fit(place, drawing);
    var chart = echarts.init(place);
    chart.setOption({
      animation: false,
      tooltip: { renderMode: 'richText', formatter: function (hit) { return (hit.data.said || []).join('\n'); } },
      series: [{
        type: 'graph', name: place.getAttribute('aria-label'), layout: 'none', roam: true, preserveAspect: true, data: marks(drawing).concat(days(drawing)), links: arrows(drawing),
        labelLayout: { hideOverlap: true }, edgeSymbol: ['none', 'arrow'], edgeSymbolSize: 5, label: { position: 'right', fontSize: 10, color: '#15202e', formatter: '{b}' },
        emphasis: { focus: drawing.nodes.length <= 600 ? 'adjacency' : 'none' }, scaleLimit: { min: 0.3, max: 20 }
      }]
    });
    chart.on('click', function (hit) { if (hit.data && hit.data.href) window.location.assign(hit.data.href); });
    window.addEventListener('resize', function () { chart.resize(); });
    place.dataset.ready = String(drawing.nodes.length);
  }
  function curve(place, found, kinds) {
    var chart = echarts.init(place);
    var colours = [COLOURS.confirmed, COLOURS.asymptomatic, COLOURS.probable, COLOURS.suspected];
    chart.setOption({
      animation: false, color: colours, tooltip: { trigger: 'axis', renderMode: 'richText' },
      legend: { top: 0, data: kinds }, grid: { left: 36, right: 10, top: 34, bottom: 28 },
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
