window.YTD.tweets.part0 = [
  {
    "tweet": {
      "edit_info": {
        "initial": {
          "editTweetIds": [
            "1500000000000000040"
          ]
        }
      },
      "retweeted": false,
      "source": "<a href=\"https://mobile.x.example\" rel=\"nofollow\">Web</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [],
        "urls": [
          {
            "url": "https://t.co/aaaaaaaaaa",
            "expanded_url": "https://harbour.example/second",
            "display_url": "harbour.example/second",
            "indices": [
              "46",
              "69"
            ]
          }
        ]
      },
      "display_text_range": [
        "10",
        "70"
      ],
      "favorite_count": "1",
      "id_str": "1500000000000000040",
      "truncated": false,
      "retweet_count": "0",
      "id": "1500000000000000040",
      "created_at": "Thu Mar 03 10:10:00 +0000 2022",
      "favorited": false,
      "full_text": "@danaholm Third: I was wrong about the second. https://t.co/aaaaaaaaaa",
      "lang": "en",
      "in_reply_to_status_id_str": "1500000000000000020",
      "in_reply_to_status_id": "1500000000000000020",
      "in_reply_to_user_id_str": "770077",
      "in_reply_to_user_id": "770077",
      "in_reply_to_screen_name": "danaholm"
    }
  },
  {
    "tweet": {
      "edit_info": {
        "initial": {
          "editTweetIds": [
            "1500000000000000010"
          ]
        }
      },
      "retweeted": false,
      "source": "<a href=\"https://mobile.x.example\" rel=\"nofollow\">Web</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [],
        "urls": []
      },
      "display_text_range": [
        "0",
        "62"
      ],
      "favorite_count": "1",
      "id_str": "1500000000000000010",
      "truncated": false,
      "retweet_count": "0",
      "id": "1500000000000000010",
      "created_at": "Thu Mar 03 10:00:00 +0000 2022",
      "favorited": false,
      "full_text": "A short thread on fog &amp; foghorns. First: fog is &lt; rain.",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "edit_info": {
        "initial": {
          "editTweetIds": [
            "1500000000000000020"
          ]
        }
      },
      "retweeted": false,
      "source": "<a href=\"https://mobile.x.example\" rel=\"nofollow\">Web</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [],
        "urls": []
      },
      "display_text_range": [
        "0",
        "58"
      ],
      "favorite_count": "1",
      "id_str": "1500000000000000020",
      "truncated": false,
      "retweet_count": "0",
      "id": "1500000000000000020",
      "created_at": "Thu Mar 03 10:05:00 +0000 2022",
      "favorited": false,
      "full_text": "Second: a foghorn is a polite way to say\nI cannot see you.",
      "lang": "en",
      "in_reply_to_status_id_str": "1500000000000000010",
      "in_reply_to_status_id": "1500000000000000010",
      "in_reply_to_user_id_str": "770077",
      "in_reply_to_user_id": "770077",
      "in_reply_to_screen_name": "danaholm"
    }
  },
  {
    "tweet": {
      "edit_info": {
        "initial": {
          "editTweetIds": [
            "1500000000000000050"
          ]
        }
      },
      "retweeted": false,
      "source": "<a href=\"https://mobile.x.example\" rel=\"nofollow\">Web</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [],
        "urls": []
      },
      "display_text_range": [
        "0",
        "90"
      ],
      "favorite_count": "1",
      "id_str": "1500000000000000050",
      "truncated": false,
      "retweet_count": "0",
      "id": "1500000000000000050",
      "created_at": "Fri Mar 04 08:00:00 +0000 2022",
      "favorited": false,
      "full_text": "RT @fogclub: Fog is expected in the bay until noon, and so are we, with all our horns and…",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "edit_info": {
        "initial": {
          "editTweetIds": [
            "1500000000000000060"
          ]
        }
      },
      "retweeted": false,
      "source": "<a href=\"https://mobile.x.example\" rel=\"nofollow\">Web</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [],
        "urls": []
      },
      "display_text_range": [
        "19",
        "74"
      ],
      "favorite_count": "1",
      "id_str": "1500000000000000060",
      "truncated": false,
      "retweet_count": "0",
      "id": "1500000000000000060",
      "created_at": "Fri Mar 04 09:00:00 +0000 2022",
      "favorited": false,
      "full_text": "@inesholt @fogclub The horn at the north pier is out of tune since Easter.",
      "lang": "en",
      "in_reply_to_status_id_str": "1499999999999999999",
      "in_reply_to_status_id": "1499999999999999999",
      "in_reply_to_user_id_str": "880088",
      "in_reply_to_user_id": "880088",
      "in_reply_to_screen_name": "inesholt"
    }
  },
  {
    "tweet": {
      "edit_info": {
        "initial": {
          "editTweetIds": [
            "1500000000000000070"
          ]
        }
      },
      "retweeted": false,
      "source": "<a href=\"https://mobile.x.example\" rel=\"nofollow\">Web</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [],
        "urls": [],
        "media": [
          {
            "url": "https://t.co/bbbbbbbbbb",
            "media_url": "https://pic.example/x.jpg",
            "type": "photo"
          }
        ]
      },
      "display_text_range": [
        "0",
        "52"
      ],
      "favorite_count": "1",
      "id_str": "1500000000000000070",
      "truncated": false,
      "retweet_count": "0",
      "id": "1500000000000000070",
      "created_at": "Sat Mar 05 09:00:00 +0000 2022",
      "favorited": false,
      "full_text": "Found this in the net today. https://t.co/bbbbbbbbbb",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "edit_info": {
        "initial": {
          "editTweetIds": [
            "1500000000000000080"
          ]
        }
      },
      "retweeted": false,
      "source": "<a href=\"https://mobile.x.example\" rel=\"nofollow\">Web</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [],
        "urls": [],
        "media": [
          {
            "url": "https://t.co/cccccccccc",
            "type": "photo"
          }
        ]
      },
      "display_text_range": [
        "0",
        "23"
      ],
      "favorite_count": "1",
      "id_str": "1500000000000000080",
      "truncated": false,
      "retweet_count": "0",
      "id": "1500000000000000080",
      "created_at": "Sat Mar 05 10:00:00 +0000 2022",
      "favorited": false,
      "full_text": "https://t.co/cccccccccc",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "edit_info": {
        "initial": {
          "editTweetIds": [
            "1500000000000000090"
          ]
        }
      },
      "retweeted": false,
      "source": "<a href=\"https://mobile.x.example\" rel=\"nofollow\">Web</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [],
        "urls": []
      },
      "display_text_range": [
        "0",
        "126"
      ],
      "favorite_count": "1",
      "id_str": "1500000000000000090",
      "truncated": false,
      "retweet_count": "0",
      "id": "1500000000000000090",
      "created_at": "Sun Mar 06 12:34:56 +0000 2022",
      "favorited": false,
      "full_text": "I have kept a list of every boat that has passed this window since the clocks were changed, and it is… https://t.co/dddddddddd",
      "lang": "en"
    }
  }
]