#pragma once

#include <QObject>
#include <QTimer>
#include <memory>
#include <vector>

#include "core/lab/worth.h"
#include "ui/session/worker.h"

namespace orl {

/// The best routing over the price of one model, solved price by price in the background, coarsely
/// first. Its own factor does not matter: a drag of it asks for nothing new. Lives on the GUI
/// thread.
class ModelPriceCurve : public QObject {
    Q_OBJECT
  public:
    explicit ModelPriceCurve(QObject* parent = nullptr);

    /// @param solve null: nothing is asked
    /// @param model column
    /// @param breakEven NaN: not known, or there is none; it widens the range
    void ask(const std::shared_ptr<const SolveView>& solve, int model, double breakEven);
    /// By rising multiple, those that are known.
    const std::vector<PriceTry>& points() const { return m_points; }
    double low() const { return m_low; }
    double high() const { return m_high; }
    std::size_t wanted() const { return m_wanted; }
    bool isBusy() const { return m_rest.isActive() || !m_worker.idle(); }

  signals:
    void changed();

  private:
    void request();
    bool asksTheSame(const std::shared_ptr<const SolveView>& solve, int model, double low,
                     double high) const;

    std::shared_ptr<const SolveView> m_solve;
    int m_model = -1;
    double m_low = 0.2;
    double m_high = 4.0;
    std::size_t m_wanted = 0;
    std::vector<PriceTry> m_points;
    QTimer m_rest;
    Worker m_worker{Worker::Priority::Low};  ///< last, so that it ends first
};

}  // namespace orl
