/* The wall screen: writes down what the server says, asks again every 30 s, and shows how old its news is. */
(function () {
  'use strict';
  var wall = document.getElementById('board');
  var first = document.getElementById('screen');
  if (!wall || !first) return;
  var INK = '#e6effd', MUTED = '#9db5d8', LINE = '#1d3a63';
  var COLOURS = ['#ff6b6b', '#f2b04c', '#9d7bf0', '#7f97b8'];
  var FONT = getComputedStyle(document.body).fontFamily;
  var ZONES = { lockdown: '#ff4d4d', high: '#ff4d4d', controlled: '#ffb428', medium: '#ffb428', precautionary: '#57a0ff', low: '#57a0ff' };
  var seen = {}, etag = '', mapTag = '', lastGood = Date.now(), charts = {}, shapes = null;

  function el(tag, cls, text) {
    var made = document.createElement(tag);
    if (cls) made.className = cls;
    if (text !== undefined && text !== null) made.textContent = text;
    return made;
  }
  function changed(key, value) {
    var text = JSON.stringify(value);
    if (seen[key] === text) return false;
    seen[key] = text;
    return true;
  }
  function refill(place, nodes) {
    while (place.firstChild) place.removeChild(place.firstChild);
    nodes.forEach(function (node) { place.appendChild(node); });
  }
  function byId(id) { return document.getElementById(id); }
  function texts(body) {
    document.querySelectorAll('[data-text]').forEach(function (node) {
      var text = body[node.dataset.text];
      if (node.textContent !== text) node.textContent = text;
    });
  }
  function strip(steps) {
    var place = byId('strip');
    refill(place, steps.map(function (step) {
      var item = el('li', 's-' + step.state);
      item.appendChild(el('p', 'name', step.name));
      item.appendChild(el('p', 'state', step.said));
      item.appendChild(el('p', 'when', place.dataset.planned + ' ' + (step.planned || '—')));
      item.appendChild(el('p', 'when', step.actual ? place.dataset.actual + ' ' + step.actual : step.owner));
      item.appendChild(el('p', 'cause', step.cause));
      return item;
    }));
  }
  function change(tile, words) {
    var note = el('em');
    if (tile.delta === null) { note.textContent = tile.note; return note; }
    var said = tile.delta === 0 ? words.same : (tile.delta > 0 ? '▲ ' + words.up : '▼ ' + words.down) + ' ' + tile.delta_said;
    var cls = tile.delta === 0 || !tile.worse ? '' : tile.delta > 0 ? 'worse' : 'better';
    if (tile.note) note.appendChild(document.createTextNode(tile.note + ' · '));
    note.appendChild(el('i', cls, said));
    note.appendChild(document.createTextNode(tile.delta === 0 ? '' : ' ' + words.day));
    return note;
  }
  function tiles(list) {
    var place = byId('tiles');
    refill(place, list.map(function (tile) {
      var box = el(tile.href ? 'a' : 'div', 'tile t-' + tile.tone + (tile.exact ? '' : ' is-zero'));
      if (tile.href) box.href = tile.href;
      box.dataset.key = tile.key;
      box.dataset.value = tile.exact;
      box.appendChild(el('span', '', tile.label));
      var value = el('b', '', tile.value + ' ');
      value.appendChild(el('small', '', tile.unit));
      box.appendChild(value);
      box.appendChild(change(tile, place.dataset));
      return box;
    }));
  }
  function funnel(stages) {
    stages.forEach(function (stage) {
      var item = document.querySelector('#funnel [data-key="' + stage.key + '"]');
      item.querySelector('b').textContent = stage.value;
      item.querySelector('rect').setAttribute('width', Math.max(stage.share * 100, stage.share ? 0.8 : 0));
    });
  }
  function late(body) {
    byId('late-number').textContent = body.late_number;
    byId('calm').hidden = body.late.length > 0;
    document.querySelector('table.late').hidden = body.late.length === 0;
    refill(byId('late'), body.late.map(function (task) {
      var row = el('tr');
      row.appendChild(el('td', '', task.title));
      row.appendChild(el('td', '', task.owner));
      row.appendChild(el('td', 'lag', task.lag));
      return row;
    }));
  }
  function chain(found) {
    byId('chain-panel').hidden = !found.cases;
    var place = byId('gens');
    var items = found.generations.map(function (each) {
      var item = el('li');
      item.appendChild(el('b', '', each.cases));
      item.appendChild(el('span', '', place.dataset.generation.replace('{n}', each.number)));
      return item;
    });
    [[found.without_source, place.dataset.source], [found.most, place.dataset.most + (found.most_label ? ' ' + found.most_label : '')]].forEach(function (pair) {
      var item = el('li');
      item.appendChild(el('b', '', pair[0]));
      item.appendChild(el('span', '', pair[1]));
      items.push(item);
    });
    refill(place, items);
  }
  function meters(found) {
    byId('left-out').hidden = !found.length;
    refill(byId('meters'), found.map(function (each) {
      var item = el('li', each.full ? 'is-full' : '');
      item.appendChild(el('span', '', each.label));
      item.appendChild(el('b', '', each.percent));
      item.appendChild(el('em', '', each.said + (each.gaps ? ' · ' + each.gaps : '')));
      return item;
    }));
  }
  function chart(id) {
    if (!charts[id]) {
      charts[id] = echarts.init(byId(id), null, { renderer: 'canvas' });
      charts[id].setOption({ animation: false, textStyle: { fontFamily: FONT } });
    }
    return charts[id];
  }
  function curve(found) {
    draw('curve', found);
    if (shapes && !shapes.areas.features.length) draw('map', found);
  }
  function draw(id, found) {
    var axis = { axisLine: { lineStyle: { color: LINE } }, axisLabel: { color: MUTED, fontSize: 12 }, splitLine: { lineStyle: { color: '#16294a' } }, axisTick: { show: false } };
    chart(id).setOption({
      color: COLOURS,
      tooltip: { trigger: 'axis', renderMode: 'richText', axisPointer: { type: 'shadow' } },
      legend: { top: 0, right: 0, itemWidth: 12, itemHeight: 10, textStyle: { color: MUTED, fontSize: 12 } },
      grid: { left: 32, right: 8, top: 28, bottom: 24 },
      xAxis: Object.assign({ type: 'category', data: found.days }, axis),
      yAxis: Object.assign({ type: 'value', minInterval: 1 }, axis),
      series: found.series.map(function (each) { return { name: each.name, type: 'bar', stack: 'all', barMaxWidth: 26, data: each.data }; })
    }, { replaceMerge: ['series'] });
  }
  function rings(geometry) {
    return geometry.type === 'Polygon' ? [geometry.coordinates[0]] : geometry.coordinates.map(function (part) { return part[0]; });
  }
  function box(features) {
    var low = [180, 90], high = [-180, -90];
    features.forEach(function (feature) {
      rings(feature.geometry).forEach(function (ring) {
        ring.forEach(function (point) {
          low = [Math.min(low[0], point[0]), Math.min(low[1], point[1])];
          high = [Math.max(high[0], point[0]), Math.max(high[1], point[1])];
        });
      });
    });
    return [[low[0], high[1]], [high[0], low[1]]];
  }
  function zones(collection) {
    var drawn = [];
    collection.features.forEach(function (feature) {
      rings(feature.geometry).forEach(function (ring) { drawn.push({ ring: ring, colour: ZONES[feature.properties.kind] || '#ffb428' }); });
    });
    return {
      name: 'zones', type: 'custom', coordinateSystem: 'geo', silent: true, z: 5,
      data: drawn.map(function (each, n) { return [each.ring[0][0], each.ring[0][1], n]; }),
      renderItem: function (params, api) {
        var each = drawn[api.value(2)];
        return { type: 'polygon', shape: { points: each.ring.map(function (point) { return api.coord(point); }) }, style: { fill: each.colour, opacity: 0.35, stroke: each.colour, lineWidth: 2 } };
      }
    };
  }
  function places() {
    var found = {};
    shapes.areas.features.forEach(function (feature) { found[feature.properties.code] = feature.properties; });
    return found;
  }
  function drawMap(areas) {
    if (!shapes) return;
    if (!shapes.areas.features.length) {
      byId('map-panel').classList.add('is-without-map');
      draw('map', JSON.parse(seen.curve));
      return;
    }
    var english = document.documentElement.lang === 'en';
    var known = places(), most = 1;
    areas.forEach(function (each) { most = Math.max(most, each.contacts); });
    var all = { type: 'FeatureCollection', features: shapes.around.features.concat(shapes.areas.features) };
    all.features.forEach(function (feature) { if (feature.properties.centre) feature.properties.cp = feature.properties.centre; });
    echarts.registerMap('here', all);
    function name(code) { return known[code] ? (english ? known[code].name_en.replace(/ (Town|Subdistrict|Street)$/, '') : known[code].name_zh) : ''; }
    var circles = areas.filter(function (each) { return each.cases && known[each.code] && known[each.code].centre; });
    chart('map').setOption({
      tooltip: { renderMode: 'richText', formatter: function (given) { return given.data && given.data.said ? given.data.said : name(given.name) || undefined; } },
      visualMap: { show: false, min: 0, max: most, seriesIndex: 0, inRange: { color: ['#10243f', '#17406d', '#1f5c9c', '#2a78c4'] } },
      geo: {
        map: 'here', nameProperty: 'code', roam: false, aspectScale: 0.853, boundingCoords: box(shapes.areas.features), left: 10, right: 10, top: 6, bottom: 6,
        label: { show: true, color: INK, fontSize: 12, formatter: function (given) { return name(given.name); } },
        itemStyle: { areaColor: '#0c1a2f', borderColor: '#3a5f92', borderWidth: 1 }, emphasis: { itemStyle: { areaColor: '#35679f' }, label: { color: '#fff' } },
        regions: shapes.around.features.map(function (feature) { return { name: feature.properties.code, label: { show: false }, itemStyle: { areaColor: '#0a1526', borderColor: '#1a2f4f' }, silent: true }; })
      },
      series: [
        { name: 'areas', type: 'map', geoIndex: 0, nameProperty: 'code', data: shapes.areas.features.map(function (feature) {
          var given = areas.filter(function (each) { return each.code === feature.properties.code; })[0] || { cases: 0, contacts: 0 };
          var words = byId('elsewhere').dataset;
          return { name: feature.properties.code, value: given.contacts, said: name(feature.properties.code) + '\n' + words.cases + ' ' + given.cases + ' · ' + words.contacts + ' ' + given.contacts };
        }) },
        zones(shapes.zones),
        { name: 'points', type: 'scatter', coordinateSystem: 'geo', symbolSize: 7, z: 6, silent: true, itemStyle: { color: '#57e0ff' }, data: shapes.points.map(function (point) { return [point.lon, point.lat]; }) },
        { name: 'cases', type: 'scatter', coordinateSystem: 'geo', z: 7, silent: true, symbolOffset: [0, -20], symbolSize: function (value) { return 16 + Math.sqrt(value[2]) * 6; },
          itemStyle: { color: '#e4572e', opacity: 0.92, borderColor: '#fff', borderWidth: 1 }, label: { show: true, color: '#fff', fontWeight: 700, formatter: function (given) { return String(given.value[2]); } },
          data: circles.map(function (each) { return known[each.code].centre.concat([each.cases]); }) }
      ]
    }, { replaceMerge: ['series'] });
  }
  function elsewhere(found) {
    var place = byId('elsewhere');
    place.textContent = place.dataset.said + ': ' + place.dataset.cases + ' ' + found.cases + ' · ' + place.dataset.contacts + ' ' + found.contacts;
  }
  function show(body) {
    texts(body);
    if (changed('steps', body.steps)) strip(body.steps);
    if (changed('tiles', body.tiles)) tiles(body.tiles);
    if (changed('funnel', body.funnel)) funnel(body.funnel);
    if (changed('late', [body.late, body.late_number])) late(body);
    if (changed('meters', body.meters)) meters(body.meters);
    if (changed('chain', body.chain)) chain(body.chain);
    if (changed('curve', body.curve)) curve(body.curve);
    if (changed('elsewhere', body.elsewhere)) elsewhere(body.elsewhere);
    if (changed('areas', body.areas)) drawMap(body.areas);
  }
  function freshness() {
    var age = (Date.now() - lastGood) / 1000, place = byId('freshness');
    var state = age > 600 ? 'stale' : age > 120 ? 'amber' : 'fresh';
    wall.classList.toggle('is-amber', state === 'amber');
    wall.classList.toggle('is-stale', state === 'stale');
    if (place.textContent !== place.dataset[state]) place.textContent = place.dataset[state];
  }
  function fetchJson(url, tag) {
    return fetch(url, { credentials: 'same-origin', cache: 'no-store', headers: tag ? { 'If-None-Match': tag } : {} });
  }
  function shapesNow() {
    return fetchJson(wall.dataset.map, mapTag).then(function (answer) {
      if (!answer.ok) return null;
      mapTag = answer.headers.get('ETag') || '';
      return answer.json();
    }).then(function (body) {
      if (!body) return;
      shapes = body;
      drawMap(JSON.parse(seen.areas));
    }).catch(function () { return null; });
  }
  function poll() {
    fetchJson(wall.dataset.url, etag).then(function (answer) {
      if (answer.status === 304) { lastGood = Date.now(); return null; }
      if (!answer.ok) return null;
      lastGood = Date.now();
      etag = answer.headers.get('ETag') || '';
      return answer.json();
    }).then(function (body) {
      if (body) { show(body); shapesNow(); }
    }).catch(function () { return null; }).then(freshness);
  }
  byId('full').addEventListener('click', function () {
    if (document.fullscreenElement) document.exitFullscreen(); else document.documentElement.requestFullscreen();
  });
  window.addEventListener('resize', function () { Object.keys(charts).forEach(function (id) { charts[id].resize(); }); });
  show(JSON.parse(first.textContent));
  shapesNow().then(function () { wall.dataset.ready = 'yes'; });
  setInterval(poll, Number(wall.dataset.poll) * 1000);
  setInterval(freshness, 5000);
})();
