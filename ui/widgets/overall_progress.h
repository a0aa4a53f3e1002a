#pragma once

namespace orl {

/// How far a job of several stages is, each of which reports its share from 0 on. How many there
/// will be nobody knows, so each takes half of what is left: the bar never goes back.
class OverallProgress {
  public:
    void restart() { *this = {}; }
    /// @param share of the stage, negative while unknown
    /// @return of the whole, in [0,1); never less than before
    double update(double share);

  private:
    double m_from = 0.0;  ///< where the stage began
    double m_share = 0.0;
    double m_overall = 0.0;
};

}  // namespace orl
