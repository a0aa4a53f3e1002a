#pragma once

#include <QFrame>

class QBoxLayout;
class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QGridLayout;
class QLabel;
class QPushButton;
class QTimer;

namespace orl {

class NoteLabel;
class PriceHand;
class RangeSlider;

/// The prices under the hand: λ, and the slots' price of one model, each beside the optimizer's;
/// and what they mean in words.
class PriceRow : public QFrame {
    Q_OBJECT
  public:
    explicit PriceRow(PriceHand& hand, QWidget* parent = nullptr);

    RangeSlider* quality() const { return m_quality; }
    RangeSlider* slot() const { return m_slot; }
    QDoubleSpinBox* qualityField() const { return m_qualityField; }
    QDoubleSpinBox* slotField() const { return m_slotField; }
    QComboBox* model() const { return m_model; }
    QCheckBox* follows() const { return m_follows; }
    QPushButton* climbButton() const { return m_climb; }
    QPushButton* playButton() const { return m_play; }
    QPushButton* takeButton() const { return m_take; }
    QString words() const { return m_said; }
    QString advice() const { return m_advised; }
    bool isPlaying() const;
    void stopPlaying();
    /// By some steps of the keys, up or down; moves of one held key are one step of undo.
    void nudge(int steps, bool repeated);

    QSize minimumSizeHint() const override;

  signals:
    void dragFinished();

  protected:
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void build();
    void buildSlots(QGridLayout* grid);
    QWidget* buildWords();
    void connectParts();
    void showGround();
    void showModels();
    void showState();
    void showWords();
    void showMarks();
    void showTones();
    double slotRange() const;
    void play();

    PriceHand& m_hand;
    QBoxLayout* m_row = nullptr;    ///< prices | words
    QBoxLayout* m_sides = nullptr;  ///< words | buttons
    RangeSlider* m_quality = nullptr;
    RangeSlider* m_slot = nullptr;
    QDoubleSpinBox* m_qualityField = nullptr;
    QDoubleSpinBox* m_slotField = nullptr;
    QComboBox* m_model = nullptr;
    QCheckBox* m_follows = nullptr;
    QLabel* m_optimizer = nullptr;
    NoteLabel* m_words = nullptr;
    NoteLabel* m_advice = nullptr;
    QPushButton* m_climb = nullptr;
    QPushButton* m_play = nullptr;
    QPushButton* m_take = nullptr;
    QTimer* m_playing = nullptr;
    QString m_said;
    QString m_advised;
    int m_gesture = 0;
};

}  // namespace orl
