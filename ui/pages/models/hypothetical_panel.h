#pragma once

#include <QFrame>
#include <QTimer>
#include <memory>
#include <string>

#include "core/lab/views.h"
#include "ui/session/worker.h"

class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace orl {

class Session;

/// A model that nobody has asked yet, described by one that is known; what it would do is solved
/// before it is in the pool.
class HypotheticalPanel : public QFrame {
    Q_OBJECT
  public:
    explicit HypotheticalPanel(Session& session, QWidget* parent = nullptr);

    /// Shows a hypothetical model of the pool, to be changed; one of the data is what the next one
    /// is like; empty: neither.
    void showModel(const std::string& model);
    /// Other data.
    void follow();
    /// Another solve: what it would do is another matter.
    void followSolve();
    void begin();
    bool isBusy() const { return m_rest.isActive() || !m_worker.idle(); }

    QComboBox* like() const { return m_like; }
    QLineEdit* name() const { return m_name; }
    QDoubleSpinBox* points() const { return m_points; }
    QDoubleSpinBox* price() const { return m_price; }
    QDoubleSpinBox* limit() const { return m_limit; }
    QDoubleSpinBox* speed() const { return m_speed; }
    QLabel* effect() const { return m_effect; }
    QLabel* shift() const { return m_shift; }
    QPushButton* add() const { return m_add; }

  signals:
    void refused(const QString& why);
    void added(const QString& model);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void showEvent(QShowEvent* event) override;

  private:
    void build();
    void fieldsChanged();
    void proposeName();
    void request();
    void tell(const SolveView& found, const SolveView& now, std::size_t column);
    void put();
    /// The scenario with what the fields say.
    Scenario drafted(bool on) const;
    std::string wantedName() const;

    Session& m_session;
    std::shared_ptr<const SolveView> m_asked;  ///< what the effect is told against
    std::string m_edited;                      ///< hypothetical model of the pool; empty: a new one
    bool m_named = false;                      ///< the name is the user's own
    bool m_filling = false;
    QLabel* m_head = nullptr;
    QComboBox* m_like = nullptr;
    QLineEdit* m_name = nullptr;
    QDoubleSpinBox* m_points = nullptr;
    QDoubleSpinBox* m_price = nullptr;
    QDoubleSpinBox* m_limit = nullptr;
    QDoubleSpinBox* m_speed = nullptr;
    QLabel* m_shift = nullptr;
    QLabel* m_effect = nullptr;
    QPushButton* m_add = nullptr;
    QTimer m_rest;
    Worker m_worker{Worker::Priority::Low};  ///< last, so that it ends first
};

}  // namespace orl
