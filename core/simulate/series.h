#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace orl {

/// What happened in one stretch of a run.
struct SeriesBin {
    std::uint64_t arrived = 0;
    std::uint64_t served = 0;
    std::uint64_t late = 0;
    std::uint64_t rejected = 0;
    double cost = 0.0;                      ///< predicted USD of the answers that were there
    double quality = 0.0;                   ///< Σ a of the served
    double waitingSeconds = 0.0;            ///< ∫ of the number waiting
    std::vector<std::uint64_t> begun = {};  ///< answers begun, per model
    std::vector<double> busySeconds = {};   ///< ∫ of the slots in use, per model
};

/// A run in at most kBins stretches of equal length, whatever its length: when it grows beyond
/// them, neighbours are joined in pairs and the stretches are twice as long.
class RunSeries {
  public:
    static constexpr std::size_t kBins = 256;

    explicit RunSeries(std::size_t modelCount) : m_models(modelCount) {}

    double width() const { return m_width; }  ///< seconds
    const std::vector<SeriesBin>& bins() const { return m_bins; }

    /// The stretch of a moment.
    SeriesBin& at(double time) {
        const auto index = static_cast<std::size_t>(time * m_perSecond);
        return index < m_bins.size() ? m_bins[index] : grownTo(time);
    }
    /// Adds `level` times the seconds from `from` to `until` to a bin's field.
    template <typename Field>
    void integrate(double from, double until, double level, Field&& field) {
        if (level == 0.0 || !(until > from)) return;
        SeriesBin& last = at(until);  // settles the width
        auto index = static_cast<std::size_t>(from * m_perSecond);
        for (SeriesBin* bin = &m_bins[index]; bin != &last; bin = &m_bins[++index]) {
            const double edge = static_cast<double>(index + 1) * m_width;
            field(*bin) += level * (edge - from);
            from = edge;
        }
        field(last) += level * (until - from);
    }

  private:
    [[gnu::noinline]] SeriesBin& grownTo(double time) {
        while (!(time * m_perSecond < static_cast<double>(kBins))) join();
        const auto index = static_cast<std::size_t>(time * m_perSecond);
        while (m_bins.size() <= index) m_bins.push_back(emptyBin());
        return m_bins[index];
    }
    SeriesBin emptyBin() const {
        SeriesBin bin;
        bin.begun.assign(m_models, 0);
        bin.busySeconds.assign(m_models, 0.0);
        return bin;
    }
    void join() {
        for (std::size_t k = 0; k < m_bins.size(); k += 2) {
            SeriesBin sum = m_bins[k];
            if (k + 1 < m_bins.size()) add(sum, m_bins[k + 1]);
            m_bins[k / 2] = std::move(sum);
        }
        m_bins.resize((m_bins.size() + 1) / 2);
        m_width *= 2.0;
        m_perSecond *= 0.5;
    }
    void add(SeriesBin& to, const SeriesBin& more) const {
        to.arrived += more.arrived;
        to.served += more.served;
        to.late += more.late;
        to.rejected += more.rejected;
        to.cost += more.cost;
        to.quality += more.quality;
        to.waitingSeconds += more.waitingSeconds;
        for (std::size_t j = 0; j < m_models; ++j) {
            to.begun[j] += more.begun[j];
            to.busySeconds[j] += more.busySeconds[j];
        }
    }

    std::size_t m_models;
    double m_width = 0x1.0p-10;  ///< a power of two, so that joining is exact
    double m_perSecond = 0x1.0p10;
    std::vector<SeriesBin> m_bins;
};

}  // namespace orl
