#pragma once

#include <QString>
#include <QStringList>
#include <memory>
#include <optional>

#include "core/lab/scenario_answer.h"

namespace orl {

/// A column of the comparison of scenarios: a pinned state, the present one, or a saved one.
struct ScenarioColumn {
    enum class Kind { Pinned, Now, Saved };
    Kind kind = Kind::Now;
    std::size_t index = 0;  ///< among the pins or the saved scenarios
    QString letter;
    QString name;
    QString note;  ///< below the name, a few words
    Scenario scenario = {};
    QStringList remarks = {};                          ///< what of it is not here
    std::shared_ptr<const SolveView> solve = nullptr;  ///< null: has to be solved
    std::uint64_t data = 0;                            ///< of solve
    std::optional<double> thresholdSaving = {};        ///< where it is known from elsewhere
    /// What became of it; null: not known yet.
    std::shared_ptr<const ScenarioAnswer> answer = nullptr;
    /// What its router comes to under a load; null: not simulated.
    std::shared_ptr<const LoadFigures> load = nullptr;
    QString error = {};                                 ///< why it is not known
    std::shared_ptr<const QueryFlows> flows = nullptr;  ///< from the base to this one

    bool isSame(const ScenarioColumn& other) const {
        return kind == other.kind && index == other.index;
    }
};

}  // namespace orl
