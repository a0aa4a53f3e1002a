#pragma once

#include <QWidget>
#include <memory>
#include <optional>

#include "core/lab/sweep_axis.h"
#include "core/lab/views.h"
#include "ui/charts/axis_scale.h"

class QComboBox;
class QDoubleSpinBox;

namespace orl {

/// How an axis is told to people: numbers of charts are the axis' own times `factor`, those of
/// fields times `typed`.
struct AxisWords {
    QString title;  ///< "price of gpt-4o, factor"
    QString name;   ///< "price of gpt-4o"
    Unit unit = Unit::Number;
    double factor = 1.0;
    double typed = 1.0;
    QString prefix;
    QString suffix;
    int decimals = 2;
};
/// @param queries N, by which budgets are told per 1,000
AxisWords axisWords(const SweepAxis& axis, std::size_t queries);
/// "gpt-4o × 0.5", "α 80 %": a value in the axis' own unit.
QString axisValueText(const SweepAxis& axis, double value, std::size_t queries);

/// One axis in a line: what moves, of which model, from, to, and in which steps or ratios. Another
/// kind or model comes with a usual range.
class SweepAxisField : public QWidget {
    Q_OBJECT
  public:
    /// @param optional whether there may be none
    SweepAxisField(const QString& label, bool optional, QWidget* parent = nullptr);

    /// Models and usual ranges; a range that was typed stays while its model is there.
    void setContext(std::shared_ptr<const SolveView> solve, std::shared_ptr<const Dataset> data,
                    double monthlyQueries);
    void choose(AxisKind kind, const std::string& model = {});
    /// Nothing: there is none. Values are missing where the range makes no sense.
    std::optional<SweepAxis> axis() const;
    AxisRange range() const;

    QComboBox* kind() const { return m_kind; }
    QComboBox* model() const { return m_model; }
    QDoubleSpinBox* low() const { return m_low; }
    QDoubleSpinBox* high() const { return m_high; }
    QDoubleSpinBox* step() const { return m_step; }
    QComboBox* spacing() const { return m_spacing; }

  signals:
    void changed();

  private:
    void build(const QString& label, bool optional);
    std::optional<AxisKind> chosen() const;
    void fillModels();
    void showKind();
    void showUnits();
    void showRange(const AxisRange& range);
    std::size_t queries() const;

    std::shared_ptr<const SolveView> m_solve;
    std::shared_ptr<const Dataset> m_prices;
    double m_monthly = 0.0;
    QComboBox* m_kind = nullptr;
    QComboBox* m_model = nullptr;
    QDoubleSpinBox* m_low = nullptr;
    QDoubleSpinBox* m_high = nullptr;
    QComboBox* m_spacing = nullptr;
    QDoubleSpinBox* m_step = nullptr;
    QWidget* m_rest = nullptr;  ///< all but the kind
};

}  // namespace orl
