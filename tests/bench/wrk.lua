-- Sends prepared requests in random order, and prints what came back as JSON.
local requests = {}

function init(args)
  math.randomseed(tonumber(args[2] or "1"))
  for line in io.lines(args[1]) do
    local method, path, address, cookie, agent = line:match("^(%S+) (%S+) (%S+) (%S+) ?(.*)$")
    local headers = { ["X-Forwarded-For"] = address }
    if agent ~= "" then headers["User-Agent"] = agent end
    if cookie ~= "-" then headers["Cookie"] = cookie end
    requests[#requests + 1] = wrk.format(method, path, headers)
  end
end

function request()
  return requests[math.random(#requests)]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\nJSON {"requests": %d, "refused": %d, "broken": %d, "seconds": %f, "p50": %f, "p99": %f}\n',
    summary.requests, errors.status, errors.connect + errors.read + errors.write + errors.timeout,
    summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
