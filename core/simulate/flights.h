#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "core/support/grid.h"

namespace orl {

/// Place of a query in FlightTable.
using FlightId = std::uint32_t;
inline constexpr FlightId kNoFlight = std::numeric_limits<FlightId>::max();

/// A query that has arrived and is not settled.
struct Flight {
    double arrived = 0.0;
    double since = 0.0;        ///< when it arrived, or its last call failed
    double begun = kMissing;   ///< when its present call began; NaN: it has none
    std::uint64_t number = 0;  ///< of arrival, from 0
    std::uint32_t row = 0;
    std::int32_t model = -1;  ///< that it is served by or waits for; −1: waits in the common queue
    std::int32_t failedOn = -1;    ///< model of its last call, where that failed
    std::uint32_t calls = 0;       ///< begun so far
    std::uint32_t generation = 0;  ///< changes whenever events that name the flight lose meaning
    bool open = false;             ///< the place is in use
    bool waiting = false;
    FlightId next = kNoFlight;  ///< in its queue
    FlightId before = kNoFlight;
};

/// First in, first out; links are in the flights, so that whoever gives up leaves from the middle.
struct FlightQueue {
    FlightId first = kNoFlight;
    FlightId last = kNoFlight;
    std::uint64_t size = 0;
};

/// Flights in memory that is used again: as much as were ever in flight at once.
class FlightTable {
  public:
    Flight& operator[](FlightId id) { return m_flights[id]; }

    FlightId open() {
        FlightId id = m_free;
        if (id == kNoFlight) {
            id = static_cast<FlightId>(m_flights.size());
            m_flights.emplace_back();
        } else {
            m_free = m_flights[id].next;
        }
        const std::uint32_t generation = m_flights[id].generation + 1;
        m_flights[id] = Flight{};
        m_flights[id].generation = generation;
        m_flights[id].open = true;
        ++m_count;
        return id;
    }
    void close(FlightId id) {
        ++m_flights[id].generation;
        m_flights[id].open = false;
        m_flights[id].next = m_free;
        m_free = id;
        --m_count;
    }
    std::uint64_t count() const { return m_count; }
    /// Places in use and free: every id is below.
    FlightId end() const { return static_cast<FlightId>(m_flights.size()); }

    void append(FlightQueue& queue, FlightId id) {
        Flight& flight = m_flights[id];
        flight.next = kNoFlight;
        flight.before = queue.last;
        (queue.last == kNoFlight ? queue.first : m_flights[queue.last].next) = id;
        queue.last = id;
        ++queue.size;
    }
    void remove(FlightQueue& queue, FlightId id) {
        const Flight& flight = m_flights[id];
        (flight.before == kNoFlight ? queue.first : m_flights[flight.before].next) = flight.next;
        (flight.next == kNoFlight ? queue.last : m_flights[flight.next].before) = flight.before;
        --queue.size;
    }

  private:
    std::vector<Flight> m_flights;
    FlightId m_free = kNoFlight;
    std::uint64_t m_count = 0;
};

}  // namespace orl
