/* The wall screen: writes down what the server says, part by part, asks again, and shows how old each part's news is. */
(function () {
  'use strict';
  var wall = document.getElementById('board');
  var first = document.getElementById('screen');
  if (!wall || !first) return;
  var INK = '#e6effd', MUTED = '#9db5d8', LINE = '#1d3a63';
  var COLOURS = ['#ff6b6b', '#f2b04c', '#9d7bf0', '#7f97b8'];
  var FONT = getComputedStyle(document.body).fontFamily;
  var ZONES = { lockdown: '#ff4d4d', high: '#ff4d4d', controlled: '#ffb428', medium: '#ffb428', precautionary: '#57a0ff', low: '#57a0ff' };
  var RISKS = ['suspected', 'proposed', 'lost'];
  var every = Number(wall.dataset.poll), slowly = Number(wall.dataset.slow), dim = Number(wall.dataset.dim), lostAfter = Number(wall.dataset.lost);
  var seen = {}, tags = {}, missing = {}, charts = {}, shapes = null;
  /* When the server last answered at all; for each part when it last had figures, what time they are of, and how often it is asked. */
  var answered = Date.now(), isOut = false, news = {};

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
  function keyOf(node) { return node && node.dataset ? node.dataset.key || '' : ''; }
  /* Only what differs is exchanged: nothing flickers, scrolling stays, and whoever has the focus keeps it. */
  function refill(place, nodes) {
    var held = place.contains(document.activeElement) ? document.activeElement : null;
    var key = held ? keyOf(held.closest('[data-key]')) : '';
    nodes.forEach(function (node, n) {
      var old = place.children[n];
      if (!old) place.appendChild(node);
      else if (!old.isEqualNode(node)) place.replaceChild(node, old);
    });
    while (place.children.length > nodes.length) place.removeChild(place.lastElementChild);
    if (!key || document.contains(held)) return;
    var again = Array.prototype.filter.call(place.children, function (node) { return keyOf(node) === key; })[0];
    if (again) (again.matches('a') ? again : again.querySelector('a') || again).focus({ preventScroll: true });
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
      item.dataset.key = step.key;
      item.appendChild(el('p', 'name', step.name));
      item.appendChild(el('p', 'state', step.said));
      item.appendChild(el('p', 'when', place.dataset.planned + ' ' + (step.planned || '—')));
      if (step.actual) item.appendChild(el('p', 'when', place.dataset.actual + ' ' + step.actual));
      item.appendChild(el('p', 'when owner', step.owner));
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
    ['tiles', 'risks'].forEach(function (id) {
      fill(byId(id), list.filter(function (tile) { return (RISKS.indexOf(tile.key) >= 0) === (id === 'risks'); }));
    });
  }
  function fill(place, list) {
    refill(place, list.map(function (tile) {
      var box = el(tile.href ? 'a' : 'div', 'tile t-' + tile.tone + (tile.exact ? '' : ' is-zero'));
      if (tile.href) box.href = tile.href;
      box.dataset.key = tile.key;
      box.dataset.value = tile.exact;
      box.appendChild(el('span', '', tile.label));
      var value = el('b', '', tile.value + ' ');
      value.appendChild(el('small', '', tile.unit));
      box.appendChild(value);
      box.appendChild(change(tile, byId('tiles').dataset));
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
  function late(found) {
    byId('late-number').textContent = found.number;
    byId('calm').hidden = found.rows.length > 0;
    document.querySelector('table.late').hidden = found.rows.length === 0;
    refill(byId('late'), found.rows.map(function (task) {
      var row = el('tr'), title = el('td'), link = el('a', '', task.title);
      row.dataset.key = task.key;
      link.href = task.href;
      title.appendChild(link);
      row.appendChild(title);
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
    refill(byId('meters'), found.map(function (each) {
      var item = el('li', each.full ? 'is-full' : ''), link = el(each.href ? 'a' : 'span', '', each.label);
      item.dataset.key = each.key;
      item.dataset.value = each.missing;
      if (each.href) link.href = each.href;
      item.appendChild(link);
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
    chart('map').off('click').on('click', function (given) { if (known[given.name]) window.location.assign(wall.dataset.drill + '&area=' + given.name); });
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
    chart('map').off('click').on('click', function (given) { if (known[given.name]) window.location.assign(wall.dataset.drill + '&area=' + given.name); });
  }
  function elsewhere(found) {
    var place = byId('elsewhere');
    place.textContent = place.dataset.said + ': ' + place.dataset.cases + ' ' + found.cases + ' · ' + place.dataset.contacts + ' ' + found.contacts;
  }
  var WRITE = {
    clock: strip, figures: tiles, contacts: funnel, late: late, meters: meters, chain: chain, curve: curve,
    areas: function (found) { elsewhere(found.elsewhere); drawMap(found.rows); }
  };
  function show(body, seconds) {
    if (body.elapsed && 'clock' in body.parts) texts(body);
    Object.keys(body.parts).forEach(function (part) {
      var found = body.parts[part];
      news[part] = news[part] || { at: 0, said: '', every: seconds };
      missing[part] = found === null;
      if (found === null) return;
      news[part].said = body.clock_said;
      if (changed(part, found) && WRITE[part]) WRITE[part](found);
    });
  }
  /* Every part of an answer that had figures is as new as the answer, also when the server said that nothing changed. */
  function renew(parts) {
    answered = Date.now();
    isOut = false;
    parts.forEach(function (part) { if (!missing[part] && news[part]) news[part].at = answered; });
  }
  function stamp(place, text) {
    var note = place.querySelector('.asof');
    if (!note) { note = el('small', 'asof'); (place.querySelector('h2') || place).appendChild(note); }
    note.hidden = !text;
    if (note.textContent !== text) note.textContent = text;
  }
  function freshness() {
    var now = Date.now(), isLost = isOut || now - answered > lostAfter * every * 1000, lost = byId('lost');
    document.querySelectorAll('[data-part]').forEach(function (place) {
      var known = news[place.dataset.part];
      if (!known) return;
      var isOld = now - known.at > dim * known.every * 1000;
      place.classList.toggle('is-dim', isOld);
      stamp(place, !isOld ? '' : known.said ? wall.dataset.asof.replace('{t}', known.said) : wall.dataset.none);
    });
    wall.classList.toggle('is-stale', isLost);
    var said = isOut ? lost.dataset.out : lost.dataset.said.replace('{t}', document.querySelector('[data-text=as_of_said]').textContent);
    if (lost.hidden === isLost) lost.hidden = !isLost;
    if (isLost && lost.textContent !== said) lost.textContent = said;
  }
  function fetchJson(url, tag) {
    return fetch(url, { credentials: 'same-origin', cache: 'no-store', headers: tag ? { 'If-None-Match': tag } : {} });
  }
  function shapesNow() {
    return fetchJson(wall.dataset.map, tags.map).then(function (answer) {
      if (!answer.ok) return null;
      tags.map = answer.headers.get('ETag') || '';
      return answer.json();
    }).then(function (body) {
      if (!body) return;
      shapes = body;
      if (seen.areas) drawMap(JSON.parse(seen.areas).rows);
    }).catch(function () { return null; });
  }
  function ask(kind, seconds) {
    var url = wall.dataset.url + (kind === 'quick' ? '' : '&parts=' + kind);
    return fetchJson(url, tags[kind]).then(function (answer) {
      if (answer.status === 304) { renew(parts[kind]); return null; }
      isOut = answer.redirected || answer.status === 401 || answer.status === 403;
      if (isOut || !answer.ok) return null;
      tags[kind] = answer.headers.get('ETag') || '';
      return answer.json();
    }).then(function (body) {
      if (!body) return;
      parts[kind] = Object.keys(body.parts);
      show(body, seconds);
      renew(parts[kind]);
      if (kind === 'quick') shapesNow();
    }).catch(function () { return null; }).then(freshness);
  }
  var parts = { quick: [], meters: [], chain: [] }, slow = ['meters', 'chain'];
  function askSlow() { return Promise.all(slow.map(function (kind) { return ask(kind, slowly); })); }
  byId('full').addEventListener('click', function () {
    if (document.fullscreenElement) document.exitFullscreen(); else document.documentElement.requestFullscreen();
  });
  window.addEventListener('resize', function () { Object.keys(charts).forEach(function (id) { charts[id].resize(); }); });
  var begun = JSON.parse(first.textContent);
  parts.quick = Object.keys(begun.parts);
  show(begun, every);
  renew(parts.quick);
  Promise.all([shapesNow(), askSlow()]).then(function () { wall.dataset.ready = 'yes'; });
  setInterval(function () { ask('quick', every); }, every * 1000);
  setInterval(askSlow, slowly * 1000);
  setInterval(freshness, 5000);
})();
