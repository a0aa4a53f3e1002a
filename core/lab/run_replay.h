#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/experiment/experiment.h"
#include "core/simulate/simulation.h"

/// A recorded run made ready to be looked at moment by moment: a frame costs what happens between
/// it and the frame before, not the length of the run. Times in seconds from the start; visits are
/// places in SimulationResult::visits, so those of queries that came earlier come first.
namespace orl {

/// What a run has come to at a moment, by the same words as RunMeasures: at its end the same.
struct RunSoFar {
    std::uint64_t arrived = 0;
    std::uint64_t served = 0;
    std::uint64_t late = 0;
    std::uint64_t rejected = 0;
    std::uint64_t waiting = 0;            ///< neither: in a queue or in service
    double costPer1000 = kMissing;        ///< predicted USD of 1,000 answers so far; NaN of none
    double predictedAccuracy = kMissing;  ///< NaN of none
    double realizedAccuracy = kMissing;   ///< NaN where no outcome is known
    double waitP95 = kMissing;  ///< seconds that 95 % of the served waited at most; NaN of none
};

/// How many wait, from that moment on.
struct WaitingStep {
    double time = 0.0;
    std::uint32_t waiting = 0;
};

/// One thing that happens in a visit.
struct ReplayEvent {
    enum class Kind : std::uint8_t { Leave, End, Begin, Queue };
    double time = 0.0;
    std::uint32_t visit = 0;
    Kind kind = Kind::Queue;  ///< Leave: the queue without an answer; End: the slot
};

/// Everything of a run that does not depend on the moment that is shown.
class RunReplay {
  public:
    /// @param run with its record and visits, which must outlive the replay
    RunReplay(const Experiment& experiment, const SimulationResult& run);

    const std::vector<QueryRecord>& record() const { return m_record; }
    const std::vector<Visit>& visits() const { return m_visits; }
    const QueryRecord& queryOf(std::uint32_t visit) const {
        return m_record[m_visits[visit].query];
    }
    std::size_t modelCount() const { return m_models; }
    std::size_t levelCount() const { return m_levels; }
    int levelOf(std::uint32_t visit) const { return m_level[visit]; }
    /// By time; at one moment slots are freed before they are taken.
    const std::vector<ReplayEvent>& events() const { return m_events; }
    /// Slot of the model that the visit is shown in, from 0: the lowest that was free.
    std::uint32_t slotOf(std::uint32_t visit) const { return m_slot[visit]; }
    /// Most slots of the model that are in use at once.
    std::uint32_t mostServing(std::size_t model) const { return m_mostServing[model]; }
    /// Of the last thing that happens.
    double end() const { return m_end; }
    /// Ascending; before the first of them nobody waits.
    const std::vector<WaitingStep>& waiting() const { return m_waiting; }
    std::uint32_t mostWaiting() const { return m_mostWaiting; }

    RunSoFar soFar(double time) const;
    /// Of the next moment at which something happens after `time`; end() where nothing does.
    double nextTime(double time) const;
    /// Of the last moment at which something happened before `time`; 0 where nothing did.
    double previousTime(double time) const;
    /// Seconds that slots of the model were in use by the calls that have ended, the first `count`
    /// of them.
    double endedSeconds(std::size_t model, std::size_t count) const {
        return m_endedSeconds[model][count];
    }

  private:
    /// Sums over the first queries to be settled.
    struct Settled {
        double time = 0.0;
        std::uint32_t served = 0;
        std::uint32_t late = 0;
        std::uint32_t answered = 0;
        std::uint32_t unknownOutcomes = 0;
        double cost = 0.0;
        double quality = 0.0;
        double outcome = 0.0;
        float waitP95 = 0.0F;
    };
    void makeEvents();
    void giveSlots();
    void sumSettled(const Experiment& experiment);

    const std::vector<QueryRecord>& m_record;
    const std::vector<Visit>& m_visits;
    std::size_t m_models;
    std::size_t m_levels;
    double m_end = 0.0;
    std::uint32_t m_mostWaiting = 0;
    std::vector<std::int8_t> m_level;
    std::vector<ReplayEvent> m_events;
    std::vector<std::uint32_t> m_slot;
    std::vector<std::uint32_t> m_mostServing;
    std::vector<WaitingStep> m_waiting;
    std::vector<Settled> m_settled;  ///< of the first 0, 1, 2, … queries to be settled
    std::vector<std::vector<double>> m_endedSeconds;  ///< [model][ended calls]
};

/// Who is where at a moment that can be moved: stateAt() of the visits at any of them.
class RunCursor {
  public:
    /// @param replay must outlive the cursor
    explicit RunCursor(const RunReplay& replay);

    const RunReplay& replay() const { return *m_replay; }
    double time() const { return m_time; }
    /// Forwards and backwards; costs what happens in between.
    void seek(double time);

    static constexpr std::uint32_t kNobody = 0xffffffff;
    /// The visit in each slot of the model; kNobody in free ones. As long as the highest slot in
    /// use.
    std::span<const std::uint32_t> places(std::size_t model) const { return m_slots[model]; }
    std::size_t serving(std::size_t model) const { return m_serving[model]; }
    /// Slots in use by level.
    std::span<const std::uint32_t> levels(std::size_t model) const { return m_levels[model]; }
    /// Visits that wait for the model, in order of arrival.
    std::span<const std::uint32_t> queue(std::size_t model) const { return m_queues[model]; }
    /// Those that wait for no model in particular, in order of arrival.
    std::span<const std::uint32_t> common() const { return m_queues.back(); }
    std::size_t waiting() const { return m_waiting; }
    /// ∫ of the model's slots in use until now, seconds.
    double busySeconds(std::size_t model) const;

  private:
    void apply(const ReplayEvent& event);
    void undo(const ReplayEvent& event);
    void enter(std::uint32_t visit);
    void leave(std::uint32_t visit);
    void join(std::uint32_t visit);
    void quit(std::uint32_t visit);
    std::vector<std::uint32_t>& queueOf(std::uint32_t visit);

    const RunReplay* m_replay;
    double m_time = -1.0;
    std::size_t m_next = 0;  ///< the first event that has not happened
    std::size_t m_waiting = 0;
    std::vector<std::vector<std::uint32_t>> m_slots;
    std::vector<std::vector<std::uint32_t>> m_levels;
    std::vector<std::vector<std::uint32_t>> m_queues;  ///< per model, and the common one
    std::vector<std::size_t> m_serving;
    std::vector<std::size_t> m_ended;
};

}  // namespace orl
