#pragma once

#include <QFrame>
#include <memory>

class QComboBox;
class QDoubleSpinBox;
class QPushButton;
class QToolButton;

namespace orl {

class ConfidenceChoice;
class FloorChart;
class NoteLabel;
class Session;
struct Guarantee;

/// What a floor on predictions yields, and what can be guaranteed: α and a confidence are asked
/// for, the internal floor that keeps the guarantee is found, shown with its band, and routed at on
/// demand.
class GuaranteePanel : public QFrame {
    Q_OBJECT
  public:
    explicit GuaranteePanel(Session& session, QWidget* parent = nullptr);

    FloorChart* chart() const { return m_chart; }
    QDoubleSpinBox* accuracy() const { return m_accuracy; }
    ConfidenceChoice* confidence() const { return m_confidence; }
    QComboBox* basis() const { return m_basis; }
    QToolButton* cancelButton() const { return m_cancel; }
    QPushButton* routeButton() const { return m_route; }
    /// What is guaranteed, or why nothing is.
    QString text() const;

  private:
    QWidget* buildControls();
    void showScenario();
    void buildBasis();
    void showBases();
    void chooseBasis();
    void chooseAccuracy(double percent);
    void showProgress(double share, const QString& stage);
    void routeAtIt();
    void showChart();
    void showGuarantee(const Guarantee* guarantee);
    void chooseAlpha(double value);

    Session& m_session;
    bool m_follows = true;  ///< the guarantee is the scenario's α until it is set by hand
    int m_gesture = 0;
    double m_progressShare = -1.0;  ///< greatest so far
    QString m_progress;             ///< of the cross-fitting; empty: none is running
    double m_internal = 0.0;        ///< floor to route at; NaN: none
    FloorChart* m_chart;
    QDoubleSpinBox* m_accuracy;
    ConfidenceChoice* m_confidence;
    QComboBox* m_basis;
    QToolButton* m_cancel;  ///< shown while cross-fitting
    QPushButton* m_route;
    NoteLabel* m_text;
};

}  // namespace orl
