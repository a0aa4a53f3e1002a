#pragma once

#include <QWidget>

namespace orl {

class ConfidenceChoice;
class Session;
class ValueControl;

/// The goal of a guarantee: "realized at least 85 %, with 90 % confidence"; says by which floor on
/// predictions it is kept, or how much can be guaranteed at most.
class GuaranteeControl : public QWidget {
    Q_OBJECT
  public:
    explicit GuaranteeControl(Session& session, QWidget* parent = nullptr);

    ValueControl* accuracy() const { return m_accuracy; }
    ConfidenceChoice* confidence() const { return m_confidence; }

  signals:
    void dragFinished();

  private:
    void build();
    void showScenario();
    void showGuarantee();
    void setAccuracy(double accuracy, int gesture);

    Session& m_session;
    ValueControl* m_accuracy;
    ConfidenceChoice* m_confidence;
};

}  // namespace orl
