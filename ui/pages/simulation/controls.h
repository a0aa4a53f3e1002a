#pragma once

#include <QWidget>
#include <memory>
#include <vector>

#include "core/lab/load_settings.h"

class QButtonGroup;
class QAbstractButton;
class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QGridLayout;
class QSpinBox;
class QToolButton;

namespace orl {

struct LoadView;

/// What is simulated: preset, arrivals, queues, outage, and in a second row what is set less often.
/// Fields show what the preset has chosen until somebody sets them.
class SimulationControls : public QWidget {
    Q_OBJECT
  public:
    explicit SimulationControls(QWidget* parent = nullptr);

    const LoadSettings& settings() const { return m_settings; }
    /// From outside: emits nothing.
    void setSettings(const LoadSettings& settings);
    /// Runs whose plan tells what presets have chosen; null: none yet.
    void setView(const std::shared_ptr<const LoadView>& view);
    /// Models of the data, in order.
    void setModels(const std::vector<std::string>& models);
    /// The model that a double click on the timeline takes out.
    std::size_t newOutageModel() const;
    void showMore(bool shown);
    bool showsMore() const;

    QAbstractButton* preset(LoadPreset which) const;
    QComboBox* shape() const { return m_shape; }
    QDoubleSpinBox* rate() const { return m_rate; }
    QSpinBox* queueLimit() const { return m_queue; }
    QComboBox* outage() const { return m_outage; }
    QDoubleSpinBox* outageFrom() const { return m_from; }
    QDoubleSpinBox* outageUntil() const { return m_until; }
    /// Out, or slow by outageFactor().
    QComboBox* outageKind() const { return m_kind; }
    QDoubleSpinBox* outageFactor() const { return m_factor; }
    QComboBox* order() const { return m_order; }
    QComboBox* window() const { return m_window; }
    QComboBox* service() const { return m_service; }
    QDoubleSpinBox* serviceSeconds() const { return m_seconds; }
    QSpinBox* slotsField() const { return m_slots; }
    QComboBox* greedy(int which) const { return which == 0 ? m_first : m_second; }
    QCheckBox* tune() const { return m_tune; }
    QSpinBox* plannedUse() const { return m_use; }
    QCheckBox* knownPrices() const { return m_known; }
    QSpinBox* seed() const { return m_seed; }
    QSpinBox* ownSlots(std::size_t model) const { return m_own[model]; }

  signals:
    /// Somebody set something: a step, in words.
    void edited(const orl::LoadSettings& next, const QString& text);
    /// Somebody opened or closed the second row.
    void moreChosen();

  private:
    void buildFirst();
    void buildSecond();
    QWidget* buildPresets();
    void buildOwnSlots();
    void connectFirst();
    void connectSecond();
    void push(const LoadSettings& next, const QString& text);
    void connectOutage();
    void setOutage(const LoadOutage& outage, const QString& text);
    double chosenSlowness() const;
    std::vector<LoadOutage> outages() const;
    void show();
    void showOutage();
    void showArrivals();

    LoadSettings m_settings;
    std::shared_ptr<const LoadView> m_view;
    std::vector<std::string> m_models;
    QWidget* m_rowOne = nullptr;
    QWidget* m_rowTwo = nullptr;
    QButtonGroup* m_presets = nullptr;
    QComboBox* m_shape = nullptr;
    QDoubleSpinBox* m_rate = nullptr;
    QSpinBox* m_queue = nullptr;
    QComboBox* m_outage = nullptr;
    QDoubleSpinBox* m_from = nullptr;
    QDoubleSpinBox* m_until = nullptr;
    QWidget* m_dash = nullptr;
    QComboBox* m_kind = nullptr;
    QDoubleSpinBox* m_factor = nullptr;
    QToolButton* m_more = nullptr;
    QComboBox* m_order = nullptr;
    QComboBox* m_window = nullptr;
    QDoubleSpinBox* m_windowSize = nullptr;
    QComboBox* m_service = nullptr;
    QDoubleSpinBox* m_seconds = nullptr;
    QSpinBox* m_slots = nullptr;
    QToolButton* m_each = nullptr;
    QGridLayout* m_grid = nullptr;
    std::vector<QSpinBox*> m_own;
    QComboBox* m_first = nullptr;
    QComboBox* m_second = nullptr;
    QCheckBox* m_tune = nullptr;
    QSpinBox* m_use = nullptr;  ///< per cent
    QCheckBox* m_known = nullptr;
    QSpinBox* m_seed = nullptr;
};

}  // namespace orl
