#!/usr/bin/python3
"""Times SimPy at a queue with many servers: bench_simulate --reference runs it beside the simulator.

Poisson arrivals, exponential service, first in first out. Prints the queries a second, those with
the resource's own monitors of its queue and its use on, and the mean wait as one JSON object. Needs Debian's python3-simpy (SimPy 2.3.1).

  simulate_speed.py QUERIES SERVERS RATE SERVICE_SECONDS SEED
"""
import json
import random
import sys
import time

from SimPy.Simulation import Process, Resource, Simulation, hold, release, request


class Query(Process):
    def run(self, servers, seconds, waits):
        arrived = self.sim.now()
        yield request, self, servers
        waits.append(self.sim.now() - arrived)
        yield hold, self, seconds
        yield release, self, servers


class Arrivals(Process):
    def run(self, queries, rate, seconds, chance, servers, waits):
        for _ in range(queries):
            yield hold, self, chance.expovariate(rate)
            query = Query(sim=self.sim)
            self.sim.activate(query, query.run(servers, chance.expovariate(1.0 / seconds), waits))


def timed(queries, servers, rate, seconds, seed, monitored):
    chance = random.Random(seed)
    simulation = Simulation()
    simulation.initialize()
    waits = []
    pool = Resource(capacity=servers, sim=simulation, monitored=monitored)
    arrivals = Arrivals(sim=simulation)
    simulation.activate(arrivals, arrivals.run(queries, rate, seconds, chance, pool, waits))
    begun = time.process_time()
    simulation.simulate(until=float("inf"))
    taken = time.process_time() - begun
    return queries / taken, sum(waits) / len(waits)


def main():
    queries, servers = int(sys.argv[1]), int(sys.argv[2])
    rate, seconds, seed = float(sys.argv[3]), float(sys.argv[4]), int(sys.argv[5])
    bare, wait = timed(queries, servers, rate, seconds, seed, False)
    monitored, _ = timed(queries, servers, rate, seconds, seed, True)
    print(json.dumps({"queries_per_second": bare, "monitored": monitored, "wait_mean": wait}))


if __name__ == "__main__":
    main()
