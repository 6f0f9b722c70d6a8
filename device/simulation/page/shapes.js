// One shape for each signal, so that nobody needs its colour: drawn into 48 by 48.
const RING = "M24 5a19 19 0 1 1 0 38 19 19 0 0 1 0-38z";
const PERSON = "M24 7a6 6 0 1 1 0 12 6 6 0 0 1 0-12zM13 41V31a11 11 0 0 1 22 0v10";
export const SHAPES = {
  dark: ["calm", "M12 24h24"], warming_up: ["wait", `${RING}M24 13v11l8 5`], ready: ["ready", "M7 24h32M28 12l12 12-12 12"],
  come_closer: ["hint", "M4 24h17M14 16l8 8-8 8M44 24H34M40 8v32"], step_back: ["hint", "M24 24H7M14 16l-8 8 8 8M40 8v32"],
  hold_still: ["hint", `${PERSON}M5 8v8M5 8h8M43 8v8M43 8h-8M5 40v-8M5 40h8M43 40v-8M43 40h-8`],
  show_code: ["hint", "M15 4h18v40H15zM20 14h8v8h-8zM20 28h3v3h-3zM26 28h2v6h-2"], not_a_health_code: ["stop", `${RING}M16 16l16 16M32 16L16 32`],
  one_at_a_time: ["stop", "M19 14l7-6v32"], next_of_group: ["hint", "M15 10a5 5 0 1 1 0 10 5 5 0 0 1 0-10zM6 40V31a9 9 0 0 1 18 0v9M29 24h14M37 18l6 6-6 6"],
  wait: ["wait", `${RING}M24 13v11l8 5`], pass: ["go", "M8 25l11 11L41 12"], step_aside: ["calm", "M31 8a5 5 0 1 1 0 10 5 5 0 0 1 0-10zM22 40V31a9 9 0 0 1 18 0v9M17 24H5M11 18l-6 6 6 6"],
  go_to_the_desk: ["calm", "M6 40V28h36v12M6 28l4-6h28l4 6M24 6a5 5 0 1 1 0 10 5 5 0 0 1 0-10z"], out_of_service: ["stop", `${RING}M11 37L37 11`],
  locked: ["stop", "M12 22h24v20H12zM17 22v-7a7 7 0 0 1 14 0v7"], emergency: ["go", "M6 24h26M22 12l12 12-12 12M40 6v36"], identify: ["wait", `${RING}M24 21v13M24 13v2`],
};

export function drawShape(group, signal) {
  if (group.dataset.signal === signal) return SHAPES[signal]?.[0] ?? "calm";
  const [tone, path] = SHAPES[signal] ?? SHAPES.dark;
  group.dataset.signal = signal;
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", path);
  group.replaceChildren(line);
  return tone;
}
