#pragma once

#include "core/optimize/optimize.h"
#include "core/simulate/online_dual.h"

namespace orl {

/// Routes a window of waiting queries at once, at least total cost by the prices of OnlineDual and
/// within the slots that are free: the optimizer's transport over (queries) × (models and "goes on
/// waiting"). So a free strong slot is kept where its price says that it will be wanted soon, and a
/// query waits for a busy model where that is worth more than what is free.
class WindowDual final : public OnlineDual {
  public:
    using OnlineDual::OnlineDual;

    void assign(std::span<const Candidate> waiting, Room& room,
                std::span<std::int32_t> model) override;

  private:
    RoutingProblem problemOf(std::span<const Candidate> waiting, const Room& room) const;
    void price(const Candidate& query, const Room& room, std::vector<double>& value) const;
};

}  // namespace orl
