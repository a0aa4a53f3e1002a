#pragma once

#include <QWidget>
#include <limits>

#include "ui/widgets/throttle.h"

class QDoubleSpinBox;
class QPushButton;

namespace orl {

class NoteLabel;
class RangeSlider;

/// A number of the scenario: label with mnemonic, slider, number field with unit, and a line below
/// that says what part of the range cannot be reached and why. Both ways of entering give the same
/// value; the slider is throttled to one change a frame.
class ValueControl : public QWidget {
    Q_OBJECT
  public:
    struct Options {
        QString label;  ///< with mnemonic
        QString name;   ///< accessible name
        QString tooltip;
        QString suffix;  ///< unit in the number field
        double least = 0.0;
        double greatest = 1.0;
        double step = 0.01;  ///< of the number field, and of the arrow keys on a linear slider
        int decimals = 3;
        bool logarithmic = false;  ///< slider positions in equal ratios
        bool zeroAtLeft = false;   ///< the slider's left end means 0, whatever its range
        bool hasNote = false;      ///< keeps a line of room for setNote()
        bool hasStep = false;      ///< keeps a line of room for setStep()
        double shownFactor = 1.0;  ///< the number field shows value × this (100 for per cent)
    };
    explicit ValueControl(const Options& options, QWidget* parent = nullptr);

    double value() const { return m_value; }
    /// From outside: changes what is shown and emits nothing. Ignored while the user drags.
    void setValue(double value);
    /// Range of the slider; the number field takes everything between its own fixed limits.
    void setLimits(double least, double greatest);
    double least() const { return m_least; }
    double greatest() const { return m_greatest; }
    /// Values that the constraints allow; outside is hatched.
    void setReachable(double least, double greatest);
    void setNote(const QString& text, bool warning);
    /// What one step more would do, in a line to click; empty: nothing to say.
    void setStep(const QString& text, const QString& tooltip);
    QPushButton* step() const { return m_step; }
    /// What the value was when the state was pinned, marked on the slider. NaN: nothing is pinned.
    void setPin(double value);
    bool isDragging() const;

    RangeSlider* slider() const { return m_slider; }
    QDoubleSpinBox* field() const { return m_field; }

  signals:
    /// The user chose a value; read it with value(). Changes of one drag or one held key share
    /// their gesture.
    void edited(int gesture);
    void dragFinished();
    /// The line that says what a step would do was clicked.
    void stepAsked();

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void paintStep();
    double exactPosition(double value) const;
    int positionOf(double value) const;
    double valueAt(int position) const;
    void showValue();
    void connectParts();

    double m_value = 0.0;
    double m_least = 0.0;
    double m_greatest = 1.0;
    double m_reachableLeast = 0.0;
    double m_reachableGreatest = 1.0;
    double m_pin = std::numeric_limits<double>::quiet_NaN();
    bool m_logarithmic = false;
    bool m_zeroAtLeft = false;
    double m_factor = 1.0;
    int m_gesture = 0;
    RangeSlider* m_slider = nullptr;
    QDoubleSpinBox* m_field = nullptr;
    NoteLabel* m_note = nullptr;
    QPushButton* m_step = nullptr;
    Throttle m_throttle;
};

}  // namespace orl
