#pragma once

#include <QWidget>
#include <array>
#include <memory>
#include <optional>

#include "core/lab/flips.h"
#include "core/lab/selection.h"
#include "ui/session/worker.h"

class QLabel;
class QTimer;

namespace orl {

class FlipAxisView;
class Session;

/// Where one query would go elsewhere, along λ, the floor or budget, the price of its model and the
/// capacity; of several, how many would along floor and capacity. What has to be solved again is,
/// on a worker of its own once the hand rests; λ follows at once. A pill sets its value as a step
/// that can be undone.
class WhyFlips : public QWidget {
    Q_OBJECT
  public:
    explicit WhyFlips(Session& session, QWidget* parent = nullptr);

    /// @param priced the query has finite prices (Why::hasPrices)
    void showQuery(const std::shared_ptr<const SolveView>& view, std::uint32_t query, bool priced);
    void showQueries(const std::shared_ptr<const SolveView>& view,
                     std::shared_ptr<const QueryList> queries);
    /// Shows nothing and stops.
    void clear();
    bool isBusy() const;
    FlipAxisView* axis(FlipAxis which) const { return m_axes[std::size_t(which)]; }
    QLabel* saving() const { return m_saving; }

  signals:
    void becameIdle();

  private:
    void wait();
    void start();
    void submitQuery();
    void submitQueries();
    void showLine(const std::shared_ptr<const SolveView>& view, const FlipLine& line);
    void set(FlipAxis axis, double target);
    void setPrice(double price);
    void pend();

    Session& m_session;
    std::shared_ptr<const SolveView> m_view;  ///< null: nothing to show
    std::uint32_t m_query = 0;
    std::shared_ptr<const QueryList> m_queries;  ///< null: one query
    std::array<std::int32_t, 4> m_subject{-1, -1, -1, -1};
    bool m_waiting = false;
    QLabel* m_title = nullptr;
    QLabel* m_hint = nullptr;
    QLabel* m_saving = nullptr;
    std::array<FlipAxisView*, 4> m_axes{};
    QTimer* m_rest = nullptr;
    std::shared_ptr<FlipEngine> m_engine = std::make_shared<FlipEngine>();
    Worker m_setter;
    Worker m_solver{Worker::Priority::Low};  ///< last, so that it ends first
};

}  // namespace orl
