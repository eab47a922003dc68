"""What the hub knows about each network: limits, ways of sharing, addresses. No database, no request."""
