/* The source's days on a map: its path in order, places sized by the exposed; WGS-84, no tiles, nobody asked outside. */
(function () {
  'use strict';
  var place = document.getElementById('trace-map'), given = document.getElementById('trace-drawn');
  if (!place || !given || !window.L) return;
  var body = JSON.parse(given.textContent), english = place.dataset.language === 'en';
  if (!body.stops.length) { place.hidden = true; return; }
  var map = L.map(place, { zoomSnap: 0.25, minZoom: 7, maxZoom: 18 });
  map.attributionControl.setPrefix(false).addAttribution(place.dataset.schematic);
  L.control.scale({ imperial: false }).addTo(map);
  var corners = body.stops.map(function (stop) { return [stop.lat, stop.lon]; }), few = body.stops.length < 15;
  map.fitBounds(corners, { padding: [48, 48], maxZoom: 15 });
  if (body.towns.features) L.geoJSON(body.towns, { interactive: false, style: { color: '#b9c4d0', weight: 1, fillColor: '#eef3f8', fillOpacity: 1 } }).addTo(map);
  if (body.way.length > 1) L.polyline(body.way, { color: '#1c5fb8', weight: 2, dashArray: '6 5', opacity: 0.8, interactive: false }).addTo(map);
  var most = body.stops.reduce(function (top, each) { return Math.max(top, each.persons); }, 1);
  function popup(stop) {
    var box = document.createElement('div'), title = document.createElement('strong'), line = document.createElement('div');
    title.textContent = english ? stop.en : stop.zh;
    line.textContent = place.dataset.persons + ' ' + stop.persons;
    box.appendChild(title);
    box.appendChild(line);
    if (stop.href) {
      var link = document.createElement('a');
      link.href = stop.href;
      link.textContent = place.dataset.open;
      box.appendChild(link);
    }
    return box;
  }
  body.stops.slice().sort(function (a, b) { return b.persons - a.persons; }).forEach(function (stop) {
    var where = [stop.lat, stop.lon];
    L.circleMarker(where, { radius: 5 + 21 * Math.sqrt(stop.persons / most), color: stop.own ? '#7f1d1d' : '#8a5a00', weight: 1.5, fillColor: stop.own ? '#c81e1e' : '#f2b04c', fillOpacity: 0.6 })
      .bindPopup(popup(stop))
      .bindTooltip((stop.numbers ? stop.numbers + ' · ' : '') + stop.persons, { permanent: few, direction: 'center', className: 'tr-label' })
      .addTo(map);
  });
})();
