// What the camera and the thermometer see.
import { place } from "./dom.js";
import { say } from "./text.js";

let shown = -1;

export function drawEyes({ eyes, lane }) {
  if (!eyes) return;
  const camera = place("camera");
  if (eyes.picture !== shown) {
    shown = eyes.picture;
    camera.src = `/camera.jpg?n=${shown}`;
  }
  place("camera_empty").hidden = lane.holds !== null || eyes.dark;
  camera.alt = say("camera_sees");
  place("camera_note").textContent = say(eyes.dark ? "camera_dark" : eyes.frozen ? "camera_frozen" : "camera_note");
  place("thermometer").textContent = `${eyes.thermometer.toFixed(1)} °C`;
  place("thermometer_note").textContent = say(eyes.distance_mm === null ? "thermometer_wall" : "thermometer_skin");
  place("distance").textContent = eyes.distance_mm === null ? "–" : `${Math.round(eyes.distance_mm / 10)} cm`;
  place("distance_bar").style.width = eyes.distance_mm === null ? "0" : `${Math.min(100, eyes.distance_mm / 6)}%`;
  place("distance_bar").dataset.good = String(lane.person !== null && eyes.distance_mm >= 100 && eyes.distance_mm <= 300);
}
