/* The working map: areas by contacts, cases as circles, zones, sampling points; WGS-84, no tiles, nobody asked outside. */
(function () {
  'use strict';
  var place = document.getElementById('map');
  if (!place || !window.L) return;
  var english = place.dataset.language === 'en';
  var ZONES = { lockdown: '#e02424', high: '#e02424', controlled: '#f59e0b', medium: '#f59e0b', precautionary: '#3b82f6', low: '#3b82f6' };
  var map = L.map(place, { zoomSnap: 0.25, minZoom: 7, maxZoom: 18, attributionControl: true, preferCanvas: false });
  map.attributionControl.setPrefix(false).addAttribution(place.dataset.schematic);
  L.control.scale({ imperial: false }).addTo(map);
  function name(properties) { return english ? properties.name_en : properties.name_zh; }
  function shade(contacts) { return contacts >= 1000 ? '#2f74b5' : contacts >= 100 ? '#5c9bd6' : contacts >= 10 ? '#93c0ea' : contacts ? '#cfe2f5' : '#e9eff5'; }
  function popup(title, lines) {
    var body = document.createElement('div');
    var strong = document.createElement('strong');
    strong.textContent = title;
    body.appendChild(strong);
    lines.forEach(function (line) {
      var row = document.createElement('div');
      row.textContent = line;
      body.appendChild(row);
    });
    return body;
  }
  function label(properties) {
    var text = document.createElement('span');
    text.textContent = name(properties).replace(/ (Town|Subdistrict|Street)$/, '');
    return text;
  }
  function counts(properties) { return [place.dataset.cases + ' ' + properties.cases, place.dataset.contacts + ' ' + properties.contacts]; }
  /* An area is a link to the map of its parts: by click, and by Enter once the tabulator has reached it. */
  function link(layer, properties) {
    if (!place.dataset.drill) return;
    function open() { window.location.assign(place.dataset.drill + '&area=' + properties.code); }
    layer.on('click', open);
    layer.on('add', function () {
      var shape = layer.getElement && layer.getElement();
      if (!shape) return;
      shape.setAttribute('tabindex', '0');
      shape.setAttribute('role', 'link');
      shape.setAttribute('aria-label', [place.dataset.open.replace('{area}', name(properties))].concat(counts(properties)).join(', '));
      shape.addEventListener('keydown', function (event) { if (event.key === 'Enter') open(); });
    });
  }
  function areas(body) {
    var labelled = body.areas.features.length < 30 && window.innerWidth >= 768;
    var group = L.geoJSON(body.areas, {
      style: function (feature) { return { color: '#6b84a3', weight: 1, fillColor: shade(feature.properties.contacts), fillOpacity: 0.85 }; },
      onEachFeature: function (feature, layer) {
        if (!place.dataset.drill) layer.bindPopup(popup(name(feature.properties), counts(feature.properties)));
        link(layer, feature.properties);
        if (!labelled || !feature.properties.centre) layer.bindTooltip(label(feature.properties), { permanent: labelled, direction: 'center', className: 'area-label' });
      }
    });
    /* At the area's own point, below its circle: the middle of a shape in several parts may lie in the neighbour's. */
    body.areas.features.forEach(function (feature) {
      var centre = feature.properties.centre;
      if (!labelled || !centre) return;
      L.tooltip({ permanent: true, direction: 'center', offset: [0, feature.properties.cases ? 20 : 0], className: 'area-label' })
        .setLatLng([centre[1], centre[0]]).setContent(label(feature.properties)).addTo(group);
    });
    return group;
  }
  function circles(body) {
    var group = L.layerGroup();
    body.spots.forEach(function (spot) {
      var hot = spot.cases > 0;
      L.circleMarker([spot.lat, spot.lon], { radius: 6 + Math.sqrt(spot.cases || spot.contacts) * (hot ? 3 : 1), color: hot ? '#7f1d1d' : '#1f4e7a', weight: 1, fillColor: hot ? '#c81e1e' : '#2f74b5', fillOpacity: 0.75 })
        .bindPopup(popup(name(spot), counts(spot).concat(place.dataset.near))).addTo(group);
    });
    body.areas.features.forEach(function (feature) {
      var given = feature.properties;
      if (!given.cases || !given.centre) return;
      var dot = L.circleMarker([given.centre[1], given.centre[0]], { radius: 8 + Math.sqrt(given.cases) * 4, color: '#7f1d1d', weight: 1, fillColor: '#c81e1e', fillOpacity: 0.75 })
        .addTo(group);
      if (place.dataset.drill) dot.on('click', function () { window.location.assign(place.dataset.drill + '&area=' + given.code); });
      else dot.bindPopup(popup(name(given), counts(given)));
    });
    return group;
  }
  function zones(body) {
    return L.geoJSON(body.zones, {
      style: function (feature) {
        var colour = ZONES[feature.properties.kind] || '#f59e0b';
        return { color: colour, weight: 2, fillColor: colour, fillOpacity: 0.3, dashArray: feature.properties.state === 'proposed' ? '6 5' : null };
      },
      onEachFeature: function (feature, layer) { layer.bindPopup(popup(name(feature.properties), [])); }
    });
  }
  function points(body) {
    var group = L.layerGroup();
    body.points.forEach(function (point) {
      L.circleMarker([point.lat, point.lon], { radius: 5, color: '#fff', weight: 1, fillColor: '#0e7490', fillOpacity: point.is_exact ? 1 : 0.65 })
        .bindPopup(popup(name(point), point.is_exact ? [point.number] : [point.number, place.dataset.near])).addTo(group);
    });
    return group;
  }
  fetch(place.dataset.url, { credentials: 'same-origin' }).then(function (answer) { return answer.json(); }).then(function (body) {
    L.geoJSON(body.around, { interactive: false, style: { color: '#b9c4d0', weight: 1, fillColor: '#f2f5f8', fillOpacity: 1 } }).addTo(map);
    var own = L.geoJSON(body.own, { interactive: false, style: { color: '#6b84a3', weight: 1, fillColor: '#e9eff5', fillOpacity: 0.85 } }).addTo(map);
    var layers = {}, base = areas(body).addTo(map);
    layers[place.dataset.areas] = base;
    layers[place.dataset.zones] = zones(body).addTo(map);
    layers[place.dataset.points] = points(body).addTo(map);
    layers[place.dataset.cases] = circles(body).addTo(map);
    L.control.layers(null, layers, { collapsed: window.innerWidth < 768 }).addTo(map);
    var whole = body.areas.features.length ? base : body.own.features.length ? own : null;
    if (whole) map.fitBounds(whole.getBounds(), { padding: [12, 12] }); else map.setView([31.5, 120.2], 9);
    place.dataset.ready = 'yes';
  });
  var where = document.getElementById('where');
  map.on('mousemove', function (event) { where.textContent = event.latlng.lng.toFixed(5) + ', ' + event.latlng.lat.toFixed(5); });
})();
